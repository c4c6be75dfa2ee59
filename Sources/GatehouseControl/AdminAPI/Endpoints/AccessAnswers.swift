import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

/// Answers what is asked of grants, tokens and keys.
enum AccessAnswers {
    static func grants(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let user: UserSummary?
        if let name = call.query.text("user") {
            user = try await UserAnswers.user(name, call)
        } else {
            user = nil
        }
        return try await grants(call, of: user?.id, to: call.query.text("client"))
    }

    static func grantsOfUser(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try await grants(call, of: try await UserAnswers.user(call).id, to: nil)
    }

    private static func grants(
        _ call: APICall,
        of user: String?,
        to client: String?
    ) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.listGrants(
            user: user,
            client: client,
            offset: call.query.offset,
            limit: call.query.limit
        )
        let answer = try await call.perform(command)
        guard case .grants(let page) = answer else { throw .surprise(answer) }
        return try call.page(page.grants, total: page.total)
    }

    static func grant(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try .json(try await standingGrant(call))
    }

    static func revokeGrant(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let grant = try await standingGrant(call)
        let answer = try await call.perform(.revokeGrant(grant.grant))
        guard case .revoked(let revocation) = answer else { throw .surprise(answer) }
        return try .json(revocation)
    }

    private static func standingGrant(_ call: APICall) async throws(APIFailure) -> GrantSummary {
        let found = try await call.stored { () async throws(StorageError) in
            try await call.services.server.standingGrant(call.segment("grant_id"), at: call.now)
        }
        guard let found else {
            throw .refused(
                .notFound,
                .notFound,
                "No grant of a person with that id stands.",
                suggestion: "A client's own grant is nothing but a name: revoke it by POST /tokens/revoke."
            )
        }
        return GrantSummary(found)
    }

    static func inspect(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let answer = try await call.perform(.inspectToken(call.body.text("token") ?? ""))
        guard case .inspection(let inspection) = answer else { throw .surprise(answer) }
        return try .json(inspection)
    }

    static func keys(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let answer = try await call.perform(.listKeys)
        guard case .keys(let keys) = answer else { throw .surprise(answer) }
        return try call.page(of: keys)
    }

    static func rotate(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let haste = call.body.text("haste").flatMap { RotationHaste(rawValue: $0) } ?? .none
        let answer = try await call.perform(.rotateKeys(haste: haste))
        guard case .rotated(let keys) = answer else { throw .surprise(answer) }
        return try .list(keys, total: keys.count)
    }
}
