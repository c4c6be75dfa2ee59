import GatehouseControl
import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseStorage

/// The applications of the store, also of a server that one of them keeps from starting.
extension AdminConsole {
    /// Lists the applications of the store, and whether they count.
    package func listApplications() async throws(ExitFailure) -> PolicyReport {
        let rows = try await carryOut { client throws(AdminSocketError) in
            try await client.perform(AdminExchange<[StoredApplicationRow]>.storedApplications)
        } onDatabase: { base throws(ExitFailure) in
            let stored = try await base.applications(in: directory)
            let states = try states(of: stored, under: base.configuration)
            return zip(stored, states).map { StoredApplicationRow($0, state: $1) }
        }
        return StoredApplicationText.report(rows)
    }

    /// The document of one, as it could stand in a policy directory.
    package func exportApplication(_ key: String) async throws(ExitFailure) -> String {
        let exchange = try exchange { () throws(AdminRefusal) in try AdminExchange<String>.document(of: key) }
        return try await carryOut { client throws(AdminSocketError) in
            try await client.perform(exchange)
        } onDatabase: { base throws(ExitFailure) in
            let stored = try await base.applications(in: directory)
            guard let found = stored.first(where: { $0.key.hasSameBytes(as: key) }) else { throw Self.unknown(key) }
            return found.text
        }
    }

    /// Stores the document of a file, in the place of the one of its key if there is one.
    package func importApplication(_ path: String) async throws(ExitFailure) -> PolicyReport {
        let bytes = try Self.contents(of: path)
        let document = try Self.document(bytes, path: path)
        return try await carryOut { (_: AdminSocketClient) throws(AdminSocketError) -> PolicyReport in
            // The API takes an application as a form has it, and would lose what else the document says.
            throw .refused(
                "A server runs on \(directory.path); a document is imported only while none does.",
                suggestion: "Put the file into the policy directory, change the application in the dashboard, or stop "
                    + "the server first."
            )
        } onDatabase: { base throws(ExitFailure) in
            let stored = try await base.applications(in: directory)
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
        let exchange = try exchange { () throws(AdminRefusal) in try AdminExchange<Void>.deletedApplication(key) }
        try await carryOut { client throws(AdminSocketError) in
            try await client.perform(exchange)
        } onDatabase: { base throws(ExitFailure) in
            try await delete(key, from: base)
        }
        return Self.report("Took away the application '\(key)'.", key: key, diagnostics: [])
    }

    private func delete(_ key: String, from base: CommandBase) async throws(ExitFailure) {
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
        case .removed: return
        case .unknown, .outdated: throw Self.unknown(key)
        case .inUse(let holders): throw ExitFailure(.refused, holders.reason(key), hint: holders.remedy)
        }
    }

    /// A name that no address can hold is refused before anybody is asked.
    private func exchange<Answer>(
        _ make: () throws(AdminRefusal) -> AdminExchange<Answer>
    ) throws(ExitFailure) -> AdminExchange<Answer> {
        do throws(AdminRefusal) {
            return try make()
        } catch {
            throw ExitFailure(error)
        }
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
            return compilation.diagnostics.filter { $0.file.hasSameBytes(as: document.name) }.map(\.description)
        }
        let own = diagnostics.filter { $0.file.hasSameBytes(as: document.name) && $0.severity == .error }
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
    ) throws(ExitFailure) -> [KeptApplication.State] {
        let documents = stored.map { StoredDocument(key: $0.key, text: $0.text) }
        let files = configuration.policyDirectory.read().with(stored: documents)
        let diagnostics = files.compiled(context: try configuration.policyContext).diagnostics
        return documents.map { document in
            let own = diagnostics.filter { $0.file.hasSameBytes(as: document.name) }
            if own.contains(where: { $0.severity == .error }) { return .broken }
            let isDeclared = files.documents.contains { $0.declaredKey?.text?.hasSameBytes(as: document.key) == true }
            return isDeclared ? .setAside : .counts
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
        ExitFailure(AdminRefusal.notStored(key))
    }

    private static func report(_ text: String, key: String, diagnostics: [String]) -> PolicyReport {
        let json = JSONObject([("application", .string(key))]).text
        return PolicyReport(text: text, json: json, diagnostics: diagnostics, isPositive: true)
    }
}
