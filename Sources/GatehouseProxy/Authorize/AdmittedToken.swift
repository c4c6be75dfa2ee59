package import GatehouseJOSE
package import GatehousePolicy

/// The facts of one verified token, immutable, for whoever has to tell later what was decided by.
package final class AdmittedToken: Sendable {
    /// What the issuer vouches for.
    package let token: VerifiedToken
    /// What the policy looks at.
    package let principal: Principal
    /// The client's name in records, counts and limits; nil if the issuer does not tell.
    package let client: String?
    /// The subject's name in records, counts and limits.
    package let subject: String

    /// Joins what was read from one token.
    package init(token: VerifiedToken, principal: Principal) {
        self.token = token
        self.principal = principal
        self.client = principal.qualifiedClient
        self.subject = principal.qualifiedSubject
    }
}
