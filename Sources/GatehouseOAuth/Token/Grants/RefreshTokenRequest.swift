/// RFC 6749 §6: a client wants the next tokens of a grant.
package struct RefreshTokenRequest: Sendable, Equatable {
    /// The refresh token that it got last.
    package let token: Secret<String>
    /// The scopes that this access token is to have; nil asks for all of the grant.
    package let scope: ScopeSet?
    /// RFC 8707 §2.2: the resources that this token is meant for; none is no restriction.
    package let resources: [String]

    package init(_ parameters: Parameters) throws(OAuthError) {
        token = Secret(try parameters.required("refresh_token"))
        scope = try parameters.requestedScope
        resources = parameters.values("resource")
    }

    /// The digest under which the token is stored.
    var digest: [UInt8] { token.withExposedValue { SecretDigest.of($0) } }
}
