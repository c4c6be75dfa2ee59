import GatehouseJOSE

/// RFC 6749 §5.1: the answer to a successful token request.
package struct TokenResponse: Sendable, Equatable {
    /// The signed token.
    package let accessToken: Secret<String>
    /// Whole seconds for which the token certainly still holds.
    package let expiresIn: Int64
    /// The scopes it carries, separated by spaces.
    package let scope: String
    /// How it is presented: `bearer` or `DPoP`.
    package let tokenType: String
    /// What the client shows to get the next one.
    package var refreshToken: Secret<String>?
    /// Who signed in (OpenID Connect Core §3.1.3.3).
    package var idToken: Secret<String>?
    /// RFC 8693 §2.2.1: what an exchange answers with.
    package var issuedTokenType: String?
    /// RFC 9449 §8.2: sent in the field `DPoP-Nonce`, for the next proof.
    package var dpopNonce: String?

    /// The body of the answer, its members in a fixed order.
    package func json() -> [UInt8] {
        accessToken.withExposedValue { token in
            var members: [(String, JSONValue)] = [
                ("access_token", .string(token)),
                ("expires_in", .integer(expiresIn)),
            ]
            if let idToken { members.append(("id_token", .string(idToken.withExposedValue { $0 }))) }
            if let issuedTokenType { members.append(("issued_token_type", .string(issuedTokenType))) }
            if let refreshToken { members.append(("refresh_token", .string(refreshToken.withExposedValue { $0 }))) }
            members += [("scope", .string(scope)), ("token_type", .string(tokenType))]
            return JSONObject(members).serialized()
        }
    }
}
