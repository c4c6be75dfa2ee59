package import GatehouseJOSE

/// RFC 7662 §2.2: the answer to an introspection request.
package enum IntrospectionResponse: Sendable {
    case inactive
    case active(VerifiedToken)

    /// Whether the token holds, as far as the caller may know.
    package var isActive: Bool {
        switch self {
        case .inactive: false
        case .active: true
        }
    }

    /// The body of the answer, its members in a fixed order.
    package func json() -> [UInt8] {
        switch self {
        case .inactive: JSONObject([("active", .bool(false))]).serialized()
        case .active(let token): IntrospectionResponse.members(of: token).serialized()
        }
    }

    private static func members(of token: VerifiedToken) -> JSONObject {
        var members: [(String, JSONValue)] = [
            ("active", .bool(true)),
            ("scope", .string(token.scopes.joined(separator: " "))),
            ("client_id", .string(token.clientID)),
            ("token_type", .string("bearer")),
            ("exp", .integer(token.expiresAt)),
            ("iat", .integer(token.issuedAt)),
        ]
        if let notBefore = token.notBefore {
            members.append(("nbf", .integer(notBefore)))
        }
        members += [
            ("sub", .string(token.subject)),
            ("aud", .array(token.audience.map { .string($0) })),
            ("iss", .string(token.issuer)),
            ("jti", .string(token.tokenID)),
        ]
        return JSONObject(members)
    }
}
