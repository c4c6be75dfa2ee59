import GatehouseJOSE

/// RFC 6749 §5.1: the answer to a successful token request.
package struct TokenResponse: Sendable, Equatable {
    /// The signed token.
    package let accessToken: Secret<String>
    /// Whole seconds for which the token certainly still holds.
    package let expiresIn: Int64
    /// The scopes it carries, separated by spaces.
    package let scope: String

    /// The body of the answer, its members in a fixed order.
    package func json() -> [UInt8] {
        accessToken.withExposedValue { token in
            JSONObject([
                ("access_token", .string(token)),
                ("expires_in", .integer(expiresIn)),
                ("scope", .string(scope)),
                ("token_type", .string("bearer")),
            ])
            .serialized()
        }
    }
}
