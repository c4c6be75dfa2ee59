/// RFC 6749 §4.1.3: a client brings the code that a browser brought it.
package struct AuthorizationCodeRequest: Sendable, Equatable {
    /// What came with the redirect.
    package let code: Secret<String>
    /// Where the browser had been sent to.
    package let redirectURI: String?
    /// RFC 7636 §4.5: what the challenge was made from.
    package let verifier: String
    /// RFC 8707 §2.2: the resources that this token is meant for; none is no restriction.
    package let resources: [String]

    package init(_ parameters: Parameters) throws(OAuthError) {
        code = Secret(try parameters.required("code"))
        redirectURI = parameters["redirect_uri"]
        // No code is made without a challenge, so this request is wrong with every code.
        verifier = try parameters.required("code_verifier")
        resources = parameters.values("resource")
    }

    /// The digest under which the code is stored.
    var digest: [UInt8] { code.withExposedValue { SecretDigest.of($0) } }
}
