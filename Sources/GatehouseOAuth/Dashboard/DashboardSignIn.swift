/// Who has just signed in to the dashboard.
package struct DashboardSignIn: Sendable, Equatable {
    /// Who it is.
    package let user: UserID
    /// The session at the issuer from which it came (`sid`).
    package let sessionID: String
    /// The grant that the code came from: taking it back ends the sign-in.
    package let grantID: String
    /// When the token was issued, in Unix seconds: what is revoked later ends it.
    package let issuedAt: Int64
    /// Whether the token lets its person look at the dashboard.
    package let mayLook: Bool

    package init(user: UserID, sessionID: String, grantID: String, issuedAt: Int64, mayLook: Bool) {
        self.user = user
        self.sessionID = sessionID
        self.grantID = grantID
        self.issuedAt = issuedAt
        self.mayLook = mayLook
    }
}

/// What the dashboard brings back from the issuer to get its token.
package struct DashboardCode: Sendable {
    /// RFC 6749 §4.1.2.
    package let code: String
    /// RFC 7636 §4.1.
    package let verifier: Secret<String>
    /// OpenID Connect Core §3.1.2.1.
    package let nonce: String
    /// Where the code came to.
    package let redirectURI: String
    /// Where the request came from.
    package let address: String?

    package init(code: String, verifier: Secret<String>, nonce: String, redirectURI: String, address: String?) {
        self.code = code
        self.verifier = verifier
        self.nonce = nonce
        self.redirectURI = redirectURI
        self.address = address
    }
}
