extension AuthorizationServer {
    private static let deviceRefusal = OAuthError(.invalidGrant, "The device code is not valid any more.")

    /// RFC 8628 §3.5: the tokens for a device, once a person has allowed them.
    func poll(_ asked: DeviceCodeRequest, _ call: TokenCall) async throws(OAuthError) -> TokenResponse {
        try checkBeforeUse(asked.resources, call)
        let poll = try await answering { () async throws(StorageError) in
            try await people.devices.poll(asked.digest, of: call.client.id, at: call.now)
        }
        switch poll {
        case .pending:
            throw OAuthError(.authorizationPending, "Nobody has decided about the device yet.")
        case .slowDown:
            throw OAuthError(.slowDown, "The device asks too often; wait five seconds longer between two polls.")
        case .denied:
            throw OAuthError(.accessDenied, "The device was not allowed.")
        case .expired:
            throw OAuthError(.expiredToken, "Nobody decided in time; the device must begin again.")
        case .approved(_, let grant):
            let claim = GrantClaim(grant, resources: asked.resources, refusal: Self.deviceRefusal)
            return try await issueFirst(claim, call)
        case .replayed(let grant):
            // As for a code: two who hold one device code share the tokens, and one of them should not.
            try await takeBack(grant, call.event(.codeReplayed, grant))
            throw Self.deviceRefusal
        case .unknown:
            throw Self.deviceRefusal
        }
    }
}
