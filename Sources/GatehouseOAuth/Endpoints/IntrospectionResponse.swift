package import GatehouseJOSE

/// RFC 7662 §2.2: the answer to an introspection request.
package enum IntrospectionResponse: Sendable {
    /// What the server says about a refresh token.
    package struct RefreshFacts: Sendable, Equatable {
        /// What may be asked for with it.
        package let scope: ScopeSet
        /// Whose it is.
        package let clientID: ClientID
        /// The person as the client knows them.
        package let subject: String
        /// In Unix seconds.
        package let expiresAt: Int64
        /// In Unix seconds.
        package let issuedAt: Int64
    }

    case inactive
    /// An access token; the name is that under which the person signs in, if the token lets it be known.
    case active(VerifiedToken, username: String? = nil)
    case refreshToken(RefreshFacts)

    /// Whether the token holds, as far as the caller may know.
    package var isActive: Bool {
        switch self {
        case .inactive: false
        case .active, .refreshToken: true
        }
    }

    /// The body of the answer, its members in a fixed order.
    package func json() -> [UInt8] {
        switch self {
        case .inactive:
            JSONObject([("active", .bool(false))]).serialized()
        case .active(let token, let username):
            JSONObject(Self.members(of: token) + Self.personMembers(of: token, username)).serialized()
        case .refreshToken(let facts):
            JSONObject(Self.members(of: facts)).serialized()
        }
    }

    private static func members(of token: VerifiedToken) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("active", .bool(true)),
            ("scope", .string(token.scopes.joined(separator: " "))),
            ("client_id", .string(token.clientID)),
            // RFC 9449 §6.2: a token that is bound to a key says so here as well.
            ("token_type", .string(token.binding.tokenType)),
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
        return members
    }

    /// RFC 7662 §2.2, RFC 9470 §6.2, RFC 8693 §4, RFC 7800 §3: what only some tokens have.
    private static func personMembers(of token: VerifiedToken, _ username: String?) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if let username { members.append(("username", .string(username))) }
        for name in ["auth_time", "acr", "act", "cnf"] {
            if let value = token.claims[name] { members.append((name, value)) }
        }
        return members
    }

    private static func members(of facts: RefreshFacts) -> [(String, JSONValue)] {
        [
            ("active", .bool(true)),
            ("scope", .string(facts.scope.serialized)),
            ("client_id", .string(facts.clientID.value)),
            ("exp", .integer(facts.expiresAt)),
            ("iat", .integer(facts.issuedAt)),
            ("sub", .string(facts.subject)),
        ]
    }
}
