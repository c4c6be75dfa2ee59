package import GatehouseJOSE

/// RFC 6750 §3, OpenID Connect Core §5.3.3: why the UserInfo endpoint says nothing.
package enum UserInfo {
    /// RFC 6750 §3.1: the challenge to such a request has no error code.
    package static let missingToken = OAuthError(.invalidToken, "The request carries no access token.")

    /// The one refusal, whatever was wrong.
    static let refusal = OAuthError(.invalidToken, "The access token is not valid here, or has expired.")

    /// Claims about the sign-in that a client may ask for (OpenID Connect Core §5.5.1.1).
    private static let askable = ["auth_time", "acr", "amr"]

    /// The claims about a person whose token was checked.
    static func claims(of token: VerifiedToken, grant: Grant, user: User) -> JSONObject {
        let asked = RequestedClaims(grant.requestedClaims).userInfo
        var members: [(String, JSONValue)] = [
            // OpenID Connect Core §5.3.2: always, and the same as in the ID token.
            ("sub", .string(token.subject))
        ]
        members += PersonClaims(user: user, scope: ScopeSet(token.scopes)).byScope
        for name in askable where asked.contains(where: name.hasSameBytes(as:)) {
            if let value = token.claims[name] { members.append((name, value)) }
        }
        return JSONObject(members)
    }
}

extension AuthorizationServer {
    /// OpenID Connect Core §5.3: the UserInfo endpoint.
    package func userInfo(_ request: EndpointRequest) async throws(OAuthError) -> JSONObject {
        // The issuer is in `aud` if `openid` was granted, and never otherwise.
        let (token, proof) = try checkedToken(of: request, audience: configuration.issuer)
        guard
            let grantID = token.grantID,
            let grant = try await storedGrant(grantID),
            grant.revokedAt == nil, grant.clientID.value.hasSameBytes(as: token.clientID),
            let user = try await activeUser(grant.userID)
        else { throw UserInfo.refusal }
        if let proof {
            try proofs.spend(proof, by: ProofHolder(.tokenBearer, client: token.clientID), now: request.now)
        }
        return UserInfo.claims(of: token, grant: grant, user: user)
    }

    /// A live token that is meant for that audience, with the proof that it needs.
    func checkedToken(
        of request: EndpointRequest,
        audience: String
    ) throws(OAuthError) -> (token: VerifiedToken, proof: DPoPProof?) {
        let presented = try PresentedToken(request)
        let text = presented.text.withExposedValue { $0 }
        guard let token = verify(text), !checking.isRevoked(token) else { throw UserInfo.refusal }
        let (possession, proof) = try possession(presented, of: request)
        do {
            try token.check(now: request.now, audience: audience, proof: possession)
        } catch {
            throw UserInfo.refusal
        }
        return (token, proof)
    }

    /// RFC 9449 §7.1, RFC 8705 §3: what the sender has proved beside the token.
    private func possession(
        _ presented: PresentedToken,
        of request: EndpointRequest
    ) throws(OAuthError) -> (possession: PossessionProof, proof: DPoPProof?) {
        let certificate = request.certificate.flatMap { ClientCertificateField.der(of: $0) }
        let thumbprint = certificate.map { CertificateThumbprint.of(der: $0) }
        switch presented.scheme {
        case .bearer:
            return (PossessionProof(certificate: thumbprint), nil)
        case .dpop:
            let text = presented.text.withExposedValue { $0 }
            guard let proof = try proofs.proof(of: request, accessToken: text) else {
                throw OAuthError(.invalidDPoPProof, "The DPoP scheme needs a DPoP proof.")
            }
            return (PossessionProof(key: proof.thumbprint, certificate: thumbprint), proof)
        }
    }
}
