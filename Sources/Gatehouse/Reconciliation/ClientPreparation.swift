package import GatehouseOAuth
package import GatehousePolicy

/// What a policy says about clients, with what the files hold that it names; nothing is changed by it.
package struct ClientPreparation: Sendable, Equatable {
    /// A declared client that keeps all rules.
    package struct PreparedClient: Sendable, Equatable {
        /// The client as it is to be.
        package let registration: DeclaredRegistration
        /// Where it is declared.
        package let location: SourceLocation
    }

    /// The clients, in the files' order.
    package private(set) var clients: [PreparedClient] = []
    /// The scopes that applications give to clients of others.
    package let grants: [DeclaredGrant]
    /// Why the policy cannot be taken in.
    package private(set) var problems: [PolicyDiagnostic] = []
    /// What is odd about it.
    package private(set) var warnings: [PolicyDiagnostic] = []

    /// Reads the files that the policy names.
    package init(_ policy: CompiledPolicy) {
        grants = policy.grants
        let catalog = ScopeCatalog(policy)
        for declared in policy.clients { prepare(declared, catalog) }
    }

    private mutating func prepare(_ declared: DeclaredClient, _ catalog: ScopeCatalog) {
        guard let id = ClientID(declared.id) else { return }
        let count = problems.count
        let digest = secret(of: declared)
        let keys = keys(of: declared)
        guard problems.count == count else { return }
        do throws(DeclaredRegistration.Refusals) {
            let registration = try DeclaredRegistration(
                NewClient(declared, keys: keys),
                id: id,
                declaredIn: declared.location.file,
                secretDigest: digest,
                catalog: catalog
            )
            clients.append(PreparedClient(registration: registration, location: declared.location))
        } catch {
            for refused in error.all {
                let message = "the client '\(declared.id)' cannot be so: \(refused.refusal.message)"
                let location = declared.location(of: refused.key)
                problems.append(
                    PolicyDiagnostic(.error, at: location, message, suggestion: refused.refusal.suggestion)
                )
            }
        }
    }

    private mutating func secret(of declared: DeclaredClient) -> [UInt8]? {
        guard let written = declared.secretFile else { return nil }
        let location = declared.location(of: "secret_file")
        let path = DeclaredFile.path(written, besides: declared.location.file)
        do throws(DeclaredFile.Refusal) {
            let contents = try SecretFile.read(path)
            if contents.isOpen {
                let message = "every user of this machine can read '\(path)'"
                let wanted = "take that right away with 'chmod o-r \(path)'"
                warnings.append(PolicyDiagnostic(.warning, at: location, message, suggestion: wanted))
            }
            return contents.digest
        } catch {
            problems.append(PolicyDiagnostic(.error, at: location, error.message, suggestion: error.suggestion))
            return nil
        }
    }

    private mutating func keys(of declared: DeclaredClient) -> String? {
        guard let written = declared.keysFile else { return nil }
        let location = declared.location(of: "jwks_file")
        let path = DeclaredFile.path(written, besides: declared.location.file)
        do throws(DeclaredFile.Refusal) {
            let bytes = try DeclaredFile.read(path, limit: 65_536).bytes
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw DeclaredFile.Refusal("'\(path)' is not UTF-8")
            }
            return text
        } catch {
            problems.append(PolicyDiagnostic(.error, at: location, error.message, suggestion: error.suggestion))
            return nil
        }
    }
}

extension FieldRefusal {
    /// The key of a declaration that it is about.
    fileprivate var key: String {
        let name = field.prefix { $0 != "." }
        return switch name {
        case "client_id", "application": "id"
        case "grants": "grant"
        case "jwks": "jwks_file"
        default: String(name)
        }
    }
}
