/// Where a browser goes next on its way through an authorization request.
package enum AuthorizationStep: Sendable {
    /// To the sign-in page, with this sealed step.
    case signIn(flow: String)
    /// To the consent page, which asks who goes on or what is allowed, with this sealed step.
    case ask(flow: String)
    /// Back to the client.
    case answer(AuthorizationAnswer)
    /// To a page that says what is wrong: the client cannot be trusted with an answer.
    case refused(AuthorizationRefusal)
}

/// Why a request ends on a page of ours.
package struct AuthorizationRefusal: Sendable, Equatable {
    /// What was wrong.
    package let error: OAuthError
    /// The client's name, if there is such a client.
    package let clientName: String?

    package init(error: OAuthError, clientName: String? = nil) {
        self.error = error
        self.clientName = clientName
    }
}
