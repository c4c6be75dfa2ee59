/// The facts of an access token whose form, header, key, signature and claim types were found right.
///
/// Only `TokenVerifier` makes one. What changes with time, place or request is asked with `check` at every use.
package struct VerifiedToken: Sendable {
    /// The claim `iss`.
    package let issuer: String
    /// What the configuration calls the other authorization server that issued it; nil for our own tokens.
    package let foreignIssuer: String?
    /// The claim `sub`.
    package let subject: String
    /// Empty if another issuer does not tell.
    package let clientID: String
    /// The claim `jti`; empty if another issuer does not tell.
    package let tokenID: String
    /// The part of `jti` before its point, for tokens whose `jti` has the form GRANT.RANDOM.
    package let grantID: String?
    /// The claim `aud`, one text or several (RFC 7519 §4.1.3).
    package let audience: [String]
    /// Sorted, each once; of another issuer its own names, until an application takes them for its scopes.
    package internal(set) var scopes: [String]
    /// The claim `exp`, in Unix seconds.
    package let expiresAt: Int64
    /// The claim `iat`, in Unix seconds.
    package let issuedAt: Int64
    /// The claim `nbf`, in Unix seconds; nil without it.
    package let notBefore: Int64?
    /// The claim `auth_time`.
    package let authenticationTime: Int64?
    /// The claim `acr`.
    package let authenticationContext: String?
    /// The key whose possession has to be proved (`cnf`).
    package let binding: TokenBinding
    /// All claims, these included.
    package let claims: JSONObject
    /// Empty for a token that its issuer was asked about.
    package let keyID: String
    /// Nil for a token that its issuer was asked about.
    package let algorithm: SigningAlgorithm?
}

extension VerifiedToken {
    /// Whether the token names a key whose possession has to be proved.
    package var isBound: Bool {
        switch binding {
        case .none: false
        case .key, .certificate, .unknown: true
        }
    }

    /// The same token with an application's scopes in place of another issuer's names.
    package func with(scopes: [String]) -> VerifiedToken {
        var token = self
        token.scopes = scopes
        return token
    }

    /// Asks what has to hold at each use: times, audience, and that the binding is what was proved.
    package func check(
        now: Int64,
        leeway: Int64 = 60,
        audience: String,
        proof: PossessionProof = .none
    ) throws(TokenRejection) {
        try checkTimes(now: now, leeway: leeway)
        // RFC 9068 §4: the audience contains the resource that the token is presented to.
        guard self.audience.contains(where: { $0.hasSameBytes(as: audience) }) else { throw .wrongAudience }
        guard binding.isSatisfied(by: proof) else { throw .unprovedBinding }
    }

    /// Asks the same where a resource has several names.
    package func check(
        now: Int64,
        leeway: Int64 = 60,
        anyAudience audiences: [String],
        proof: PossessionProof = .none
    ) throws(TokenRejection) {
        try checkTimes(now: now, leeway: leeway)
        let isForUs = audience.contains { name in audiences.contains { $0.hasSameBytes(as: name) } }
        guard isForUs else { throw .wrongAudience }
        guard binding.isSatisfied(by: proof) else { throw .unprovedBinding }
    }

    private func checkTimes(now: Int64, leeway: Int64) throws(TokenRejection) {
        let earliest = now.subtractingClamped(leeway)
        let latest = now.addingClamped(leeway)
        // RFC 7519 §4.1.4: on or after this instant the token is not accepted.
        guard earliest < expiresAt else { throw .expired }
        guard issuedAt <= latest, (notBefore ?? issuedAt) <= latest else { throw .notYetValid }
    }
}
