import GatehouseJOSE

extension AuthorizationServer {
    /// RFC 6749 §4.1.3: the tokens for a code.
    ///
    /// The code is used up before anything about it is checked: whoever fails does not get a second attempt. Only a
    /// request that is wrong with every code leaves it alone.
    func redeem(_ asked: AuthorizationCodeRequest, _ call: TokenCall) async throws(OAuthError) -> TokenResponse {
        try checkBeforeUse(asked.resources, call)
        let redemption = try await answering { () async throws(StorageError) in
            try await people.grants.redeemCode(asked.digest, of: call.client.id, at: call.now)
        }
        switch redemption {
        case .redeemed(let code, let grant):
            try AuthorizationCodeGrant.check(
                asked,
                code: code,
                client: call.client,
                proof: call.proof?.thumbprint,
                now: call.now
            )
            let claim = GrantClaim(
                grant,
                resources: asked.resources,
                nonce: code.nonce,
                refusal: AuthorizationCodeGrant.refusal
            )
            return try await issueFirst(claim, call)
        case .replayed(let code, let grant):
            if AuthorizationCodeGrant.isGenuineReplay(asked, code: code, client: call.client) {
                try await takeBack(grant, call.event(.codeReplayed, grant))
            }
            throw AuthorizationCodeGrant.refusal
        case .unknown:
            throw AuthorizationCodeGrant.refusal
        }
    }
}
