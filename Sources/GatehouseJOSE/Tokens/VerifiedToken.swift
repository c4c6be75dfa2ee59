/// The facts of an access token whose form, header, key, signature and claim types were found right.
///
/// Only `TokenVerifier` makes one. What changes with time, place or request is asked with `check` at every use.
package struct VerifiedToken: Sendable {
    package let issuer: String
    package let subject: String
    package let clientID: String
    /// The claim `jti`.
    package let tokenID: String
    /// The part of `jti` before its point, for tokens whose `jti` has the form GRANT.RANDOM.
    package let grantID: String?
    package let audience: [String]
    /// Sorted, each once.
    package let scopes: [String]
    package let expiresAt: Int64
    package let issuedAt: Int64
    package let notBefore: Int64?
    /// The claim `auth_time`.
    package let authenticationTime: Int64?
    /// The claim `acr`.
    package let authenticationContext: String?
    /// The key whose possession has to be proved (`cnf`).
    package let binding: TokenBinding
    /// All claims, these included.
    package let claims: JSONObject
    package let keyID: String
    package let algorithm: SigningAlgorithm
}

extension VerifiedToken {
    /// Whether the token names a key whose possession has to be proved.
    package var isBound: Bool {
        switch binding {
        case .none: false
        case .key, .certificate, .unknown: true
        }
    }

    /// Asks what has to hold at each use: times, audience, and that the binding is what was proved.
    package func check(
        now: Int64,
        leeway: Int64 = 60,
        audience: String,
        proof: PossessionProof = .none
    ) throws(TokenRejection) {
        let earliest = now.subtractingClamped(leeway)
        let latest = now.addingClamped(leeway)
        // RFC 7519 §4.1.4: on or after this instant the token is not accepted.
        guard earliest < expiresAt else { throw .expired }
        guard issuedAt <= latest, (notBefore ?? issuedAt) <= latest else { throw .notYetValid }
        // RFC 9068 §4: the audience contains the resource that the token is presented to.
        guard self.audience.contains(where: { $0.hasSameBytes(as: audience) }) else { throw .wrongAudience }
        guard binding.isSatisfied(by: proof) else { throw .unprovedBinding }
    }
}
