import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseStorage

/// The applications of the store while no server runs: what an administrator mends by hand when one would not start.
extension AdminConsole {
    /// Lists the applications of the store, and whether they count.
    package func listApplications() async throws(ExitFailure) -> PolicyReport {
        try await onStoppedServer { base, stored throws(ExitFailure) in
            let states = try states(of: stored, under: base.configuration)
            return PolicyReport(
                text: Self.table(stored, states),
                json: Self.json(stored, states),
                diagnostics: [],
                isPositive: true
            )
        }
    }

    /// The document of one, as it could stand in a policy directory.
    package func exportApplication(_ key: String) async throws(ExitFailure) -> String {
        try await onStoppedServer { _, stored throws(ExitFailure) in
            guard let found = stored.first(where: { $0.key.hasSameBytes(as: key) }) else {
                throw Self.unknown(key)
            }
            return found.text
        }
    }

    /// Stores the document of a file, in the place of the one of its key if there is one.
    package func importApplication(_ path: String) async throws(ExitFailure) -> PolicyReport {
        let bytes = try Self.contents(of: path)
        let document = try Self.document(bytes, path: path)
        return try await onStoppedServer { base, stored throws(ExitFailure) in
            let others = try problems(of: document, among: stored, under: base.configuration, path: path)
            let isNew = !stored.contains { $0.key.hasSameBytes(as: document.key) }
            let kind: AuditKind =
                isNew ? .applicationCreated(application: document.key) : .applicationUpdated(application: document.key)
            let audit = AuditEvent(at: clock(), actor: "cli", kind: kind)
            do throws(StorageError) {
                if isNew {
                    _ = try await base.store.createApplication(
                        document.key,
                        text: document.text,
                        at: clock(),
                        audit: audit
                    )
                } else {
                    _ = try await base.store.replaceApplication(
                        document.key,
                        text: document.text,
                        expecting: nil,
                        at: clock(),
                        audit: audit
                    )
                }
            } catch {
                throw ExitFailure(error, database: directory.database)
            }
            let text = "\(isNew ? "Stored" : "Replaced") the application '\(document.key)'."
            return Self.report(text, key: document.key, diagnostics: others)
        }
    }

    /// Takes one away, whatever state the policies are in.
    package func deleteApplication(_ key: String) async throws(ExitFailure) -> PolicyReport {
        try await onStoppedServer { base, stored throws(ExitFailure) in
            let files = base.configuration.policyDirectory.read()
            let isDeclaredElsewhere = files.documents.contains { $0.declaredKey?.text?.hasSameBytes(as: key) == true }
            let removal: ApplicationRemoval
            do throws(StorageError) {
                removal = try await base.store.removeApplication(
                    key,
                    expecting: nil,
                    isDeclaredElsewhere: isDeclaredElsewhere,
                    audit: AuditEvent(at: clock(), actor: "cli", kind: .applicationDeleted(application: key))
                )
            } catch {
                throw ExitFailure(error, database: directory.database)
            }
            switch removal {
            case .removed: return Self.report("Took away the application '\(key)'.", key: key, diagnostics: [])
            case .unknown, .outdated: throw Self.unknown(key)
            case .inUse(let clients):
                throw ExitFailure(
                    .refused,
                    "\(clients) client\(clients == 1 ? " belongs" : "s belong") to '\(key)'.",
                    hint: "Delete them first (`gatehouse client list --application \(key)`), or move the application "
                        + "into a policy file: `gatehouse application export \(key)`."
                )
            }
        }
    }

    private func onStoppedServer<Value>(
        _ body: (CommandBase, [StoredApplication]) async throws(ExitFailure) -> Value
    ) async throws(ExitFailure) -> Value {
        guard directory.exists else {
            throw ExitFailure(
                .environment,
                "There is no data directory \(directory.path).",
                hint: "Start `gatehouse serve` first, or name the directory with --data."
            )
        }
        let holder = LockHolder(role: .command, process: .currentProcess, socketDirectory: directory.path)
        guard case .taken(let lock) = try await DirectoryLock.take(directory, as: holder) else {
            throw ExitFailure(
                .refused,
                "A server runs on \(directory.path).",
                hint: "Change applications in its dashboard, or stop it first."
            )
        }
        defer { withExtendedLifetime(lock) {} }
        let base = try await CommandBase.open(configuration, in: directory, logger: logger)
        defer { base.store.close() }
        return try await body(base, try await base.applications(in: directory))
    }

    /// What is wrong with everything but the document; what is wrong with the document itself ends the command.
    private func problems(
        of document: StoredDocument,
        among stored: [StoredApplication],
        under configuration: GatehouseConfiguration,
        path: String
    ) throws(ExitFailure) -> [String] {
        let others = stored.filter { !$0.key.hasSameBytes(as: document.key) }
            .map { StoredDocument(key: $0.key, text: $0.text) }
        let files = configuration.policyDirectory.read().with(stored: others + [document])
        let compilation = files.compiled(context: try configuration.policyContext)
        guard case .failed(let diagnostics) = compilation else {
            return compilation.diagnostics.filter { $0.file == document.name }.map(\.description)
        }
        let own = diagnostics.filter { $0.file == document.name && $0.severity == .error }
        guard own.isEmpty else {
            let lines = own.map {
                "\(path):\($0.line):\($0.column): \($0.message)" + ($0.suggestion.map { "; \($0)" } ?? "")
            }
            throw ExitFailure(.refused, lines.joined(separator: "\n"), hint: "Nothing was stored.")
        }
        return diagnostics.map(\.description)
    }

    private func states(
        of stored: [StoredApplication],
        under configuration: GatehouseConfiguration
    ) throws(ExitFailure) -> [String] {
        let documents = stored.map { StoredDocument(key: $0.key, text: $0.text) }
        let files = configuration.policyDirectory.read().with(stored: documents)
        let diagnostics = files.compiled(context: try configuration.policyContext).diagnostics
        return documents.map { document in
            let own = diagnostics.filter { $0.file == document.name }
            if own.contains(where: { $0.severity == .error }) { return "does not compile" }
            let isDeclared = files.documents.contains { $0.declaredKey?.text?.hasSameBytes(as: document.key) == true }
            return isDeclared ? "set aside by a file" : "counts"
        }
    }

    private static func contents(of path: String) throws(ExitFailure) -> [UInt8] {
        do throws(PolicyFileReader.Failure) {
            return try PolicyFileReader.read(path, limit: YAMLDocument.maximumBytes)
        } catch {
            throw ExitFailure(.environment, "\(path): \(error.message).", hint: error.suggestion)
        }
    }

    private static func document(_ bytes: [UInt8], path: String) throws(ExitFailure) -> StoredDocument {
        let root: LocatedNode
        do throws(YAMLRefusal) {
            root = try YAMLDocument.parse(bytes, file: path)
        } catch {
            throw ExitFailure(.refused, error.diagnostics.map(\.description).joined(separator: "\n"))
        }
        guard let key = PolicyDocument(file: path, root: root).declaredKey?.text, !key.isEmpty else {
            throw ExitFailure(.refused, "\(path) does not say which application it declares.")
        }
        return StoredDocument(key: key, text: String(decoding: bytes, as: UTF8.self))
    }

    private static func unknown(_ key: String) -> ExitFailure {
        ExitFailure(
            .refused,
            "The store has no application '\(key)'.",
            hint: "See `gatehouse application list`; what a policy file declares is not in the store."
        )
    }

    private static func report(_ text: String, key: String, diagnostics: [String]) -> PolicyReport {
        let json = JSONObject([("application", .string(key))]).text
        return PolicyReport(text: text, json: json, diagnostics: diagnostics, isPositive: true)
    }

    private static func table(_ stored: [StoredApplication], _ states: [String]) -> String {
        guard !stored.isEmpty else { return "The store has no applications; the policy files declare all there are." }
        var table = TextTable(["APPLICATION", "MADE", "CHANGED", "STATE"])
        for (application, state) in zip(stored, states) {
            table.add([
                application.key, WallTime(seconds: application.createdAt).secondText,
                WallTime(seconds: application.changedAt).secondText, state,
            ])
        }
        return table.text
    }

    private static func json(_ stored: [StoredApplication], _ states: [String]) -> String {
        let rows = zip(stored, states)
            .map { application, state in
                JSONValue.object(
                    JSONObject([
                        ("application", .string(application.key)), ("created_at", .integer(application.createdAt)),
                        ("changed_at", .integer(application.changedAt)), ("state", .string(state)),
                    ])
                )
            }
        return String(decoding: JSONValue.array(rows).serialized(), as: UTF8.self)
    }
}
