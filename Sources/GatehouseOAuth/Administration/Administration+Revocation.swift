import GatehouseJOSE

extension Administration {
    func revokeToken(_ text: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let token = try verifiedToken(text)
        let (end, overflow) = token.expiresAt.addingReportingOverflow(AuthorizationServerConfiguration.leewaySeconds)
        guard !overflow, context.now <= end else {
            throw .refused(.invalidToken, "The token has expired; there is nothing to revoke.")
        }
        return try await record(
            .token(token, now: context.now, expiresAt: end),
            name: token.tokenID,
            audit: context.event(.tokenRevoked(token: token.tokenID, client: token.clientID))
        )
    }

    func revokeTokenID(_ tokenID: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        guard RevokedName.isPlausible(tokenID) else {
            throw .refused(.invalidTokenID, "That is not the jti of a token.")
        }
        guard !RevokedName.isWholeToken(tokenID) else {
            throw .refused(
                .invalidTokenID,
                "That is a whole token, not its jti.",
                suggestion: "Revoke it as a token, or look up its jti by inspecting it."
            )
        }
        let end = context.now + configuration.longestTokenSeconds + AuthorizationServerConfiguration.leewaySeconds
        return try await record(
            .token(tokenID, now: context.now, expiresAt: end),
            name: tokenID,
            audit: context.event(.tokenRevoked(token: tokenID, client: nil))
        )
    }

    func revokeGrant(_ grantID: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        guard RevokedName.isPlausible(grantID), !grantID.utf8.contains(UInt8(ascii: ".")) else {
            throw .refused(
                .invalidGrant,
                "That is not the name of a grant.",
                suggestion: "A grant is the part of a token's jti before the dot."
            )
        }
        let record = RevocationRecord.grant(grantID, now: context.now, lifetime: configuration.longestTokenSeconds)
        let audit = context.event(.grantRevoked(grant: grantID))
        // A person's grant has refresh tokens too; a client's own is nothing but a name.
        let standing = try await stored { () async throws(StorageError) in
            try await people.grants.revokeGrant(grantID, revocation: record, at: context.now, audit: audit)
        }
        guard let standing else { return try await self.record(record, name: grantID, audit: audit) }
        publishing.publish([standing])
        return .revoked(RevocationSummary(standing, name: grantID, grants: 1))
    }

    func revokeClient(_ id: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let client = try await existingClient(id)
        let grants = try await takeBackGrants(to: client, by: context)
        return try await record(
            .client(client.id.value, now: context.now, lifetime: configuration.longestTokenSeconds),
            name: client.id.value,
            client: client.id,
            grants: grants,
            audit: context.event(.clientTokensRevoked(client: client.id.value))
        )
    }

    func revokeSubject(_ subject: String, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        guard RevokedName.isPlausible(subject) else {
            throw .refused(.invalidSubject, "That is not the subject of a token.")
        }
        if let id = UserID(subject) {
            let user = try await stored { () async throws(StorageError) in try await people.users.user(id) }
            if let user {
                let (standing, grants) = try await takeBackTokens(of: user, by: context)
                return .revoked(RevocationSummary(standing, name: subject, grants: grants))
            }
        }
        return try await record(
            .subject(subject, now: context.now, lifetime: configuration.longestTokenSeconds),
            name: subject,
            // RFC 9068 §2.2: a client's own tokens are about the client; its next ones come after this.
            client: ClientID(subject),
            audit: context.event(.subjectTokensRevoked(subject: subject))
        )
    }

    /// Ends the refresh tokens that people's grants to the client gave; answers how many grants that were.
    @discardableResult
    func takeBackGrants(to client: Client, by context: AdminContext) async throws(AdminFailure) -> Int {
        try await stored { () async throws(StorageError) in
            try await people.grants.revokeGrants(to: client.id, at: context.now)
        }
    }

    func record(
        _ record: RevocationRecord,
        name: String,
        client: ClientID? = nil,
        grants: Int? = nil,
        audit: AuditEvent
    ) async throws(AdminFailure) -> AdminAnswer {
        let standing = try await stored { () async throws(StorageError) in
            try await revocations.record(record, client: client, audit: audit)
        }
        publishing.publish([standing])
        return .revoked(RevocationSummary(standing, name: name, grants: grants))
    }

    private func verifiedToken(_ text: String) throws(AdminFailure) -> VerifiedToken {
        let keys = try existingKeys()
        do throws(TokenRejection) {
            return try keys.verify(text, issuer: configuration.issuer)
        } catch {
            throw .refused(
                .invalidToken,
                "\(error.description).",
                suggestion: "A token that this server did not sign can be revoked only by its jti."
            )
        }
    }
}

/// Recognizes what can be the name in a revocation.
private enum RevokedName {
    static func isPlausible(_ name: String) -> Bool {
        (1...256).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// A compact JWS has two dots.
    static func isWholeToken(_ name: String) -> Bool {
        name.utf8.count { $0 == UInt8(ascii: ".") } == 2 && name.utf8.starts(with: "ey".utf8)
    }
}
