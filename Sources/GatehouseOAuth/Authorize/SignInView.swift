/// What `GET /login` shows.
package enum SignInView: Sendable {
    /// The form for name and password.
    case form(SignInPrompt)
    /// Nothing is to be asked here.
    case step(AuthorizationStep)
    /// The person is signed in and came without an authorization request.
    case account
    /// The person is signed in and is on the way to the page for devices, with this code.
    case device(userCode: String?)
}

/// What the form for name and password needs.
package struct SignInPrompt: Sendable, Equatable {
    /// The sealed step, for a hidden field; nil for a visit without an authorization request.
    package let flow: String?
    /// Where the person is on the way to; nil without an authorization request.
    package let clientName: String?
    /// What the name field begins with: the client's hint, or what was typed before.
    package let username: String
    /// Where the answer will go, because a browser follows redirects of forms only where the page's policy lets it.
    package let redirectURI: String?
}

/// What the form for a code needs.
package struct SecondFactorPrompt: Sendable, Equatable {
    /// Proves that the password was right, for a hidden field.
    package let challenge: String
    /// The sealed step, for a hidden field; nil for a visit without an authorization request.
    package let flow: String?
    /// Where the person is on the way to; nil without an authorization request.
    package let clientName: String?
    /// Who showed the password.
    package let username: String
    /// Where the answer will go.
    package let redirectURI: String?
}
