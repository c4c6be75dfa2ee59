import GatehouseOAuth

/// Names a client of the demo with its secret.
struct DemoClient: Sendable, Equatable {
    let id: String
    let scope: String
    let secret: String
}

/// Sees to it that the demo's reader and writer are there and that their secrets are known.
struct DemoClients {
    private static let wishes = [
        (id: "tstapp-reader", name: "Demo reader", scope: "tstapp_data.read"),
        (id: "tstapp-writer", name: "Demo writer", scope: "tstapp_data.write"),
    ]

    let store: any ClientStore
    let administration: Administration
    let directory: DataDirectory
    let now: Int64

    /// The reader, then the writer.
    func prepare() async throws(ExitFailure) -> [DemoClient] {
        var known = DemoSecrets(in: directory)
        var clients: [DemoClient] = []
        for wish in Self.wishes {
            let kept = known.secrets[wish.id]
            let secret = try await secret(of: wish.id, name: wish.name, scope: wish.scope, known: kept)
            if kept != secret {
                known.secrets[wish.id] = secret
                try known.save()
            }
            clients.append(DemoClient(id: wish.id, scope: wish.scope, secret: secret))
        }
        return clients
    }

    private func secret(
        of id: String,
        name: String,
        scope: String,
        known: String?
    ) async throws(ExitFailure) -> String {
        guard let existing = try await client(id) else {
            return try await made(
                by: .createClient(
                    NewClient(
                        clientID: id,
                        application: "tstapp",
                        name: name,
                        grants: [GrantType.clientCredentials.rawValue],
                        scopes: [scope]
                    )
                )
            )
        }
        if let known, existing.secrets.contains(where: { $0.digest == SecretDigest.of(known) }) { return known }
        return try await made(by: .rotateSecret(client: id, label: "demo", isOldRevoked: false))
    }

    private func client(_ id: String) async throws(ExitFailure) -> Client? {
        guard let id = ClientID(id) else { return nil }
        do throws(StorageError) {
            return try await store.client(id)
        } catch {
            throw ExitFailure(error, database: directory.database)
        }
    }

    private func made(by command: AdminCommand) async throws(ExitFailure) -> String {
        let answer: AdminAnswer
        do throws(StorageError) {
            answer = try await administration.perform(command, actor: "demo", now: now)
        } catch {
            throw ExitFailure(error, database: directory.database)
        }
        switch answer {
        case .createdClient(let created): return created.clientSecret ?? ""
        case .refused(let refusal): throw ExitFailure(.refused, refusal.message, hint: refusal.suggestion)
        default: throw ExitFailure(.environment, "The demo's clients could not be made.")
        }
    }
}
