import GatehouseJOSE

/// RFC 8693 §2.1: a client asks for a narrower token in the place of another one.
package struct TokenExchangeRequest: Sendable, Equatable {
    /// RFC 8693 §3: the name of access tokens, the only ones that are exchanged here.
    package static let accessTokenType = "urn:ietf:params:oauth:token-type:access_token"

    /// Whom the new token will speak about.
    package let subjectToken: Secret<String>
    /// Who acts; nil for the client itself.
    package let actorToken: Secret<String>?
    /// The scopes asked for; nil asks for all that may be passed on.
    package let scope: ScopeSet?
    /// RFC 8693 §2.1, RFC 8707 §2: where the token is meant for, by address or name; none is no restriction.
    package let resources: [String]

    package init(_ parameters: Parameters) throws(OAuthError) {
        subjectToken = Secret(try parameters.required("subject_token"))
        try Self.check(try parameters.required("subject_token_type"))
        actorToken = parameters["actor_token"].map { Secret($0) }
        switch (actorToken, parameters["actor_token_type"]) {
        case (nil, nil): break
        case (.some, let type?): try Self.check(type)
        // RFC 8693 §2.1: the type is required with an actor token, and must not stand alone.
        default: throw OAuthError(.invalidRequest, "Actor token and actor token type belong together.")
        }
        try Self.check(parameters["requested_token_type"] ?? Self.accessTokenType)
        scope = try parameters.requestedScope
        resources = parameters.values("resource") + parameters.values("audience")
    }

    private static func check(_ type: String) throws(OAuthError) {
        guard type.hasSameBytes(as: accessTokenType) else {
            throw OAuthError(.invalidRequest, "Only access tokens are exchanged, and only for access tokens.")
        }
    }
}
