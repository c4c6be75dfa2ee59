/// An authorization code as the store keeps it (RFC 6749 §4.1.2): its digest, and what it is bound to.
package struct AuthorizationCode: Sendable, Equatable {
    /// SHA-256 of the code.
    package var digest: [UInt8]
    /// The grant that it stands for.
    package var grantID: String
    /// Who may redeem it.
    package var clientID: ClientID
    /// The `redirect_uri` of the authorization request, if there was one.
    package var redirectURI: String?
    /// RFC 7636 §4.3: the S256 challenge.
    package var codeChallenge: String
    /// OpenID Connect Core §3.1.2.1: goes into the ID token.
    package var nonce: String?
    /// RFC 9449 §10: the thumbprint of the key that must be proved when it is redeemed.
    package var keyThumbprint: String?
    /// In Unix seconds.
    package var expiresAt: Int64

    package init(
        digest: [UInt8],
        grantID: String,
        clientID: ClientID,
        redirectURI: String? = nil,
        codeChallenge: String,
        nonce: String? = nil,
        keyThumbprint: String? = nil,
        expiresAt: Int64
    ) {
        self.digest = digest
        self.grantID = grantID
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.codeChallenge = codeChallenge
        self.nonce = nonce
        self.keyThumbprint = keyThumbprint
        self.expiresAt = expiresAt
    }
}
