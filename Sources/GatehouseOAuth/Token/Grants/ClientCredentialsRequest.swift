/// RFC 6749 §4.4.2: a client asks for a token in its own name.
package struct ClientCredentialsRequest: Sendable, Equatable {
    /// The scopes asked for; nil asks for all that the client is registered for.
    package let scope: ScopeSet?
    /// RFC 8707 §2: the resources that the token is meant for; none is no restriction.
    package let resources: [String]

    package init(scope: ScopeSet?, resources: [String] = []) {
        self.scope = scope
        self.resources = resources
    }

    package init(_ parameters: Parameters) throws(OAuthError) {
        scope = try parameters.requestedScope
        resources = parameters.values("resource")
    }
}
