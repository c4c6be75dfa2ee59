/// The claims of a JWT whose signature one of the expected keys made; nothing else about them was judged.
package struct SignedClaims: Sendable {
    /// The header's `typ`.
    package let type: String?
    /// The header's `kid`.
    package let keyID: String?
    /// The header's `alg`, which is also the key's.
    package let algorithm: SigningAlgorithm
    /// All of the payload.
    package let claims: JSONObject
}

extension SignedClaims {
    /// Says whether `typ` is this media type, given in lowercase without its prefix (RFC 7515 §4.1.9).
    package func hasType(_ name: String) -> Bool {
        type?.isMediaType(name) ?? false
    }

    /// A text; nil without such a claim, `.badClaim` for anything else.
    package func text(_ name: String) throws(JSONWebTokenRefusal) -> String? {
        try claims.text(claim: name, otherwise: JSONWebTokenRefusal.badClaim)
    }

    /// One text or a list of texts; nil without such a claim, `.badClaim` for anything else.
    package func texts(_ name: String) throws(JSONWebTokenRefusal) -> [String]? {
        try claims.texts(claim: name, otherwise: JSONWebTokenRefusal.badClaim)
    }

    /// Whole Unix seconds from 0 to the year 9999; nil without such a claim, `.badClaim` for anything else.
    package func instant(_ name: String) throws(JSONWebTokenRefusal) -> Int64? {
        try claims.instant(claim: name, otherwise: JSONWebTokenRefusal.badClaim)
    }
}
