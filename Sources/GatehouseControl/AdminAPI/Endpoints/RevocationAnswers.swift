import GatehouseJOSE
import GatehouseOAuth

/// Revokes by one of several names, or says what that would end.
enum RevocationAnswers {
    static func revoke(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let kind = call.body.text("kind") ?? ""
        let name = call.body.text("name") ?? ""
        let reach = try await reach(of: kind, name, call).map { APIReach($0) }
        if call.body.flag("dry_run") {
            return try .json(APIRevocation(isDryRun: true, reach: reach, revocation: nil))
        }
        let answer = try await call.perform(command(kind, name))
        guard case .revoked(let revocation) = answer else { throw .surprise(answer) }
        return try .json(APIRevocation(isDryRun: false, reach: reach, revocation: revocation))
    }

    private static func command(_ kind: String, _ name: String) -> AdminCommand {
        switch kind {
        case "jti": .revokeTokenID(name)
        case "grant": .revokeGrant(name)
        case "client": .revokeClient(name)
        case "subject": .revokeSubject(name)
        default: .revokeToken(name)
        }
    }

    /// The grants that end; nil for a single token, which takes no grant with it.
    private static func reach(
        of kind: String,
        _ name: String,
        _ call: APICall
    ) async throws(APIFailure) -> RevocationReach? {
        switch kind {
        case "grant":
            let grant = try await call.stored { () async throws(StorageError) in
                try await call.services.server.standingGrant(name, at: call.now)
            }
            return grant.map(reach(of:)) ?? RevocationReach()
        case "client":
            let answer = try await call.perform(.showClient(name))
            guard case .client(let client) = answer else { throw .surprise(answer) }
            return try await reach(user: nil, client: ClientID(client.clientID), call)
        case "subject":
            guard let user = UserID(name) else { return RevocationReach() }
            return try await reach(user: user, client: nil, call)
        default:
            return nil
        }
    }

    private static func reach(of grant: Grant) -> RevocationReach {
        RevocationReach(
            grants: 1,
            refreshTokens: grant.scope.contains(PredefinedScope.offlineAccess.rawValue) ? 1 : 0,
            people: 1,
            clients: 1,
            lastUsedAt: grant.lastUsedAt
        )
    }

    private static func reach(
        user: UserID?,
        client: ClientID?,
        _ call: APICall
    ) async throws(APIFailure) -> RevocationReach {
        try await call.stored { () async throws(StorageError) in
            try await call.services.directory.reach(user: user, client: client, at: call.now)
        }
    }
}
