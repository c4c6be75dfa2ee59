import GatehouseJOSE
import GatehouseOAuth

/// Answers what is asked of clients.
enum ClientAnswers {
    static func list(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let query = call.query
        let wanted = ClientQuery(
            text: query.text("text"),
            application: query.text("application"),
            grant: query.text("grant").flatMap { GrantType(rawValue: $0) },
            scope: query.text("scope"),
            isDisabled: query.bool("disabled"),
            source: query.text("source").flatMap { ClientSource(rawValue: $0) },
            order: query.text("sort").flatMap { ClientQuery.Order(rawValue: $0) } ?? .name,
            isDescending: query.isDescending,
            offset: query.offset,
            limit: query.limit
        )
        let page = try await call.stored { () async throws(StorageError) in
            try await call.services.directory.clients(wanted)
        }
        // An empty list of a misspelt application would mislead.
        if page.total == 0, let application = wanted.application {
            _ = try await call.perform(.listClients(application: application))
        }
        return try call.page(page.items.map { ClientSummary($0) }, total: page.total)
    }

    static func create(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let wish = try call.newClient()
        try await call.check(wish, updating: nil)
        let created = try await createdClient(.createClient(wish), call)
        return try .created(created, at: address(created.client), version: created.client.version)
    }

    static func show(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let client = try await client(call)
        if try call.isKnown(client.version) { return .unchanged(client.version) }
        return try .json(client, version: client.version)
    }

    static func replace(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let former = try await client(call)
        try call.ensureWanted(former.version)
        let wish = try call.clientChanges(of: former)
        try await call.check(wish, updating: ClientID(former.clientID))
        let version = call.wanted == .any ? nil : former.version
        return try await changed(.updateClient(former.clientID, wish, version: version), call)
    }

    static func delete(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let client = try await client(call)
        try call.ensureWanted(client.version)
        _ = try await call.perform(.deleteClient(client.clientID))
        return .done
    }

    static func disable(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try await changed(.disableClient(call.segment("client_id")), call)
    }

    static func enable(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try await changed(.enableClient(call.segment("client_id")), call)
    }

    static func addSecret(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.addSecret(client: call.segment("client_id"), label: call.body.text("label"))
        let created = try await createdClient(command, call)
        return try .created(created, at: address(created.client), version: created.client.version)
    }

    static func rotateSecret(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.rotateSecret(
            client: call.segment("client_id"),
            label: call.body.text("label"),
            isOldRevoked: call.body.flag("revoke_old")
        )
        let created = try await createdClient(command, call)
        return try .created(created, at: address(created.client), version: created.client.version)
    }

    static func removeSecret(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.removeSecret(client: call.segment("client_id"), secret: call.segment("secret_id"))
        _ = try await call.perform(command)
        return .done
    }

    static func setLogo(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        _ = try await call.perform(.setLogo(client: call.segment("client_id"), call.image))
        return .done
    }

    static func removeLogo(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        _ = try await call.perform(.setLogo(client: call.segment("client_id"), nil))
        return .done
    }

    static func revoke(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let answer = try await call.perform(.revokeClient(call.segment("client_id")))
        guard case .revoked(let revocation) = answer else { throw .surprise(answer) }
        return try .json(revocation)
    }

    static func makeRegistrationToken(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.makeRegistrationToken(
            application: call.body.text("application") ?? "",
            seconds: call.body["seconds"]?.integer ?? 86_400
        )
        let answer = try await call.perform(command)
        guard case .registrationToken(let token) = answer else { throw .surprise(answer) }
        return try .created(token, at: nil)
    }

    /// The client that the path names.
    static func client(_ call: APICall) async throws(APIFailure) -> ClientSummary {
        let answer = try await call.perform(.showClient(call.segment("client_id")))
        guard case .client(let client) = answer else { throw .surprise(answer) }
        return client
    }

    private static func changed(_ command: AdminCommand, _ call: APICall) async throws(APIFailure) -> APIAnswer {
        let answer = try await call.perform(command)
        guard case .client(let client) = answer else { throw .surprise(answer) }
        return try .json(client, version: client.version)
    }

    private static func createdClient(
        _ command: AdminCommand,
        _ call: APICall
    ) async throws(APIFailure) -> CreatedClient {
        let answer = try await call.perform(command)
        guard case .createdClient(let created) = answer else { throw .surprise(answer) }
        return created
    }

    private static func address(_ client: ClientSummary) -> String {
        "/clients/" + URLText.segment(client.clientID)
    }
}
