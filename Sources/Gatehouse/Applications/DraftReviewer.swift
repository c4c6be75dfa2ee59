import GatehouseControl
import GatehouseJOSE
import GatehousePolicy

/// Says what a draft would become beside everything else that is declared.
struct DraftReviewer {
    /// What the policy in force was compiled from.
    let files: PolicyFiles
    let policy: CompiledPolicy
    let context: PolicyContext

    /// Checks a draft: a new application, or the one of that key.
    func review(_ draft: ApplicationDraft, replacing key: String?) -> DraftReview {
        let early = DraftLimits.problems(of: draft)
        guard early.isEmpty else { return DraftReview(problems: early, text: "", diff: "") }
        guard let key else { return reviewNew(draft) }
        guard let application = policy.applications.first(where: { $0.key.hasSameBytes(as: key) }) else {
            return refusal("", "There is no application '\(key)'.")
        }
        guard draft.key.hasSameBytes(as: key) else {
            return refusal(
                "key",
                "The short key cannot change: tokens, scopes and clients carry it.",
                "Write '\(key)'."
            )
        }
        if let file = files.files.first(where: { $0.name.hasSameBytes(as: application.file) }) {
            return review(draft, of: file)
        }
        guard let document = files.stored.first(where: { $0.key.hasSameBytes(as: key) }) else {
            return refusal("", "There is no application '\(key)'.")
        }
        return review(draft, of: document)
    }

    private func reviewNew(_ draft: ApplicationDraft) -> DraftReview {
        let (sound, requirements) = soundness(of: draft)
        var found = keyProblems(draft.key) + requirements + gaps(draft)
        guard let text = try? ApplicationText.document(sound.canonical()) else {
            return DraftReview(problems: found, text: "", diff: "")
        }
        let document = StoredDocument(key: draft.key, text: text)
        // By itself first: that is cheap, and as long as it is not whole nothing else matters.
        let alone = PolicyFiles(directory: files.directory, files: [], stored: [document])
        found += compile(alone, document.name, text, besides: found)
        guard found.isEmpty else {
            return DraftReview(problems: found, text: requirements.isEmpty ? text : "", diff: "")
        }
        return DraftReview(problems: problems(with: document), text: text, diff: "")
    }

    private func review(_ draft: ApplicationDraft, of document: StoredDocument) -> DraftReview {
        edited(draft, document.text) { text in
            (problems(with: StoredDocument(key: document.key, text: text)), "")
        }
    }

    private func review(_ draft: ApplicationDraft, of file: PolicyFiles.File) -> DraftReview {
        let source = String(decoding: file.bytes, as: UTF8.self)
        return edited(draft, source) { text in
            // The last one is named where two do not go together.
            let others = files.files.filter { !$0.name.hasSameBytes(as: file.name) }
            let candidate = PolicyFiles(
                directory: files.directory,
                files: others + [PolicyFiles.File(name: file.name, bytes: Array(text.utf8))],
                stored: files.stored
            )
            let problems = compile(candidate, file.name, text, besides: gaps(draft))
            return (problems, UnifiedDiff.text(path: file.name, from: source, to: text))
        }
    }

    private func edited(
        _ draft: ApplicationDraft,
        _ source: String,
        _ check: (String) -> (problems: [DraftProblem], diff: String)
    ) -> DraftReview {
        let (sound, requirements) = soundness(of: draft)
        let problems = requirements + gaps(draft)
        guard let text = try? DocumentEdit.text(of: source, saying: sound) else {
            let message = "The document cannot be changed here without losing something that it says."
            return DraftReview(
                problems: problems + [DraftProblem(field: "", message: message, suggestion: "Change it by hand.")],
                text: source,
                diff: ""
            )
        }
        let result = check(text)
        let fields = Set(problems.map(\.field))
        let more = result.problems.filter { !fields.contains($0.field) }
        guard requirements.isEmpty else { return DraftReview(problems: problems + more, text: source, diff: "") }
        return DraftReview(problems: problems + more, text: text, diff: result.diff)
    }

    private func problems(with document: StoredDocument) -> [DraftProblem] {
        // The last one is named where two do not go together.
        let stored = files.stored.filter { !$0.key.hasSameBytes(as: document.key) } + [document]
        return compile(files.with(stored: stored), document.name, document.text, besides: [])
    }

    /// Problems of compiling everything, each with its field; those of fields that have one already are left out.
    private func compile(
        _ files: PolicyFiles,
        _ name: String,
        _ text: String,
        besides known: [DraftProblem]
    ) -> [DraftProblem] {
        guard case .failed(let diagnostics) = files.compiled(context: context) else { return [] }
        let fields = (try? YAMLDocument.parse(Array(text.utf8), file: name)).map { DraftFields($0) }
        let knownFields = Set(known.map(\.field))
        return diagnostics.filter { $0.severity == .error }
            .compactMap { diagnostic in
                guard diagnostic.file.hasSameBytes(as: name), let fields else { return DraftProblem(diagnostic) }
                if diagnostic.message.hasSuffix("' is missing") && !known.isEmpty { return nil }
                let field = fields.field(of: diagnostic)
                return knownFields.contains(field) ? nil : DraftProblem(diagnostic, field: field)
            }
    }

    private func keyProblems(_ key: String) -> [DraftProblem] {
        if key.isEmpty {
            return [DraftProblem(field: "key", message: "The short key is missing.", suggestion: Self.keyRule)]
        }
        let isTaken =
            policy.applications.contains { $0.key.hasSameBytes(as: key) }
            || files.stored.contains { $0.key.hasSameBytes(as: key) }
        if isTaken {
            let file = policy.applications.first { $0.key.hasSameBytes(as: key) }.map(\.file)
            let place = file.flatMap { StoredDocument.isName($0) ? nil : " in \($0)" } ?? ""
            let message = "There is an application '\(key)' already\(place)."
            return [DraftProblem(field: "key", message: message, suggestion: "Choose another key.")]
        }
        let lowered = String(
            key.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
        )
        guard !lowered.hasSameBytes(as: key), !lowered.isEmpty, lowered.utf8.count <= 63, key.utf8.count <= 63 else {
            return []
        }
        let message = "A short key has lowercase letters and digits only."
        return [DraftProblem(field: "key", message: message, suggestion: "Write '\(lowered)'.")]
    }

    private static let keyRule = "Use lowercase letters and digits, at most 63, such as 'tstapp'."

    /// What the form has not been filled in with, in its own words.
    private func gaps(_ draft: ApplicationDraft) -> [DraftProblem] {
        var problems: [DraftProblem] = []
        if draft.upstreams.isEmpty {
            problems.append(
                DraftProblem(
                    field: "upstreams.0",
                    message: "It is not said where the application listens.",
                    suggestion: "Write its address, such as http://127.0.0.1:9000."
                )
            )
        }
        if draft.routes.isEmpty {
            problems.append(
                DraftProblem(
                    field: "routes",
                    message: "There is no route: nobody would be let in.",
                    suggestion: "Write one for each path that is let in, such as 'GET /health' with 'public'."
                )
            )
        }
        return problems
    }

    /// Problems of requirements that are no YAML, and the draft without them, so that the rest can be checked too.
    private func soundness(of draft: ApplicationDraft) -> (ApplicationDraft, [DraftProblem]) {
        var sound = draft
        var problems: [DraftProblem] = []
        for (index, route) in draft.routes.enumerated() {
            do throws(YAMLRefusal) {
                _ = try RequirementText(typed: route.requirement)
            } catch {
                sound.routes[index].requirement = "authenticated"
                let field = "routes.\(index).requirement"
                problems += error.diagnostics.prefix(1).map { DraftProblem($0, field: field) }
            }
        }
        return (sound, problems)
    }

    private func refusal(_ field: String, _ message: String, _ suggestion: String? = nil) -> DraftReview {
        let problem = DraftProblem(field: field, message: message, suggestion: suggestion)
        return DraftReview(problems: [problem], text: "", diff: "")
    }
}
