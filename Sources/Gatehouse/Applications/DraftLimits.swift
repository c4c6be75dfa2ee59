import GatehouseControl

/// Says what of a draft is longer than any document needs, before work is put into it.
enum DraftLimits {
    private static let maximumTextBytes = 4_000
    /// libyaml's limit for a key in one line is 1,024 characters.
    private static let maximumKeyBytes = 1_000

    static func problems(of draft: ApplicationDraft) -> [DraftProblem] {
        var problems: [DraftProblem] = []
        check(draft.upstreams.count, atMost: 100, "upstreams", &problems)
        check(draft.hosts.count, atMost: 500, "hosts", &problems)
        check(draft.scopes.count, atMost: 1_000, "scopes", &problems)
        check(draft.routes.count, atMost: 2_000, "routes", &problems)
        guard problems.isEmpty else { return problems }
        check(draft.key, "key", &problems)
        check(draft.name, "name", &problems)
        check(draft.prefix, "prefix", &problems)
        check(draft.audience, "audience", &problems)
        for (index, text) in draft.upstreams.enumerated() { check(text, "upstreams.\(index)", &problems) }
        for (index, text) in draft.hosts.enumerated() { check(text, "hosts.\(index)", &problems) }
        for (index, scope) in draft.scopes.enumerated() {
            checkKey(scope.name, "scopes.\(index).name", &problems)
            check(scope.text, "scopes.\(index).text", &problems)
        }
        for (index, route) in draft.routes.enumerated() {
            checkKey(route.match, "routes.\(index).match", &problems)
            check(route.requirement, "routes.\(index).requirement", &problems)
        }
        return problems
    }

    private static func check(_ count: Int, atMost limit: Int, _ field: String, _ problems: inout [DraftProblem]) {
        guard count > limit else { return }
        problems.append(DraftProblem(field: field, message: "There are \(count), and at most \(limit) are allowed."))
    }

    private static func check(_ text: String, _ field: String, _ problems: inout [DraftProblem]) {
        guard text.utf8.count > maximumTextBytes else { return }
        problems.append(DraftProblem(field: field, message: "This is longer than \(maximumTextBytes) bytes."))
    }

    private static func checkKey(_ text: String, _ field: String, _ problems: inout [DraftProblem]) {
        guard text.utf8.count > maximumKeyBytes || YAMLText.scalar(text).unicodeScalars.count > maximumKeyBytes else {
            return
        }
        problems.append(DraftProblem(field: field, message: "This is longer than \(maximumKeyBytes) characters."))
    }
}
