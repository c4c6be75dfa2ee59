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
    /// Whether the token names a key (`cnf`) whose possession has to be proved.
    package let isBound: Bool
    /// All claims, these included.
    package let claims: JSONObject
    package let keyID: String
    package let algorithm: SigningAlgorithm
}

extension VerifiedToken {
    /// Asks what has to hold at each use: times, audience, and that no binding is left unproved.
    package func check(now: Int64, leeway: Int64 = 60, audience: String) throws(TokenRejection) {
        let earliest = now.subtractingClamped(leeway)
        let latest = now.addingClamped(leeway)
        // RFC 7519 §4.1.4: on or after this instant the token is not accepted.
        guard earliest < expiresAt else { throw .expired }
        guard issuedAt <= latest, (notBefore ?? issuedAt) <= latest else { throw .notYetValid }
        // RFC 9068 §4: the audience contains the resource that the token is presented to.
        guard self.audience.contains(where: { $0.hasSameBytes(as: audience) }) else { throw .wrongAudience }
        guard !isBound else { throw .unprovedBinding }
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
