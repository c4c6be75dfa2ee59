/// What a JWT says about its sender before anybody has checked its signature.
///
/// Good for finding the client whose keys then check the token, and for nothing else: anybody can write anything here.
package struct UnverifiedClaims: Sendable {
    /// The claim `iss`.
    package let issuer: String?
    /// The claim `sub`.
    package let subject: String?
    /// The claim `client_id`.
    package let clientID: String?
    /// The claim `aud`, one text or several; empty if there is none.
    package let audience: [String]

    /// Reads the payload of a JWT; a claim that is no text throws `.badClaim`.
    package init(peeking token: String) throws(JSONWebTokenRefusal) {
        let bytes = token.utf8Span.span
        let parts = try JSONWebTokenVerifier.parts(bytes)
        let claims = try JSONWebTokenVerifier.object(bytes.extracting(parts.payload))
        issuer = try claims.text(claim: "iss", otherwise: JSONWebTokenRefusal.badClaim)
        subject = try claims.text(claim: "sub", otherwise: JSONWebTokenRefusal.badClaim)
        clientID = try claims.text(claim: "client_id", otherwise: JSONWebTokenRefusal.badClaim)
        audience = try claims.texts(claim: "aud", otherwise: JSONWebTokenRefusal.badClaim) ?? []
    }
}
