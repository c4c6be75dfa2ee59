/// What became of a try to sign in.
package enum SignInOutcome: Sendable {
    /// The browser has a new session.
    case signedIn(NewSession)
    /// A code is asked for: first, or again for that reason.
    case secondFactor(SecondFactorPrompt, refusal: SignInRefusal?)
    /// Name and password are asked for again.
    case form(SignInPrompt, refusal: SignInRefusal)
    /// The sign-in page has nothing to ask any more: the authorization request is over.
    case step(AuthorizationStep)
}

/// Why a try to sign in failed; it never says whether there is such a person.
package enum SignInRefusal: Sendable, Equatable {
    /// Name and password do not belong together, or the code is wrong.
    case wrong
    /// Too many tries; the next is allowed after so many seconds.
    case throttled(seconds: Int)
    /// The server has too much to do.
    case busy
    /// The password was typed too long ago; it is asked for again.
    case late
}

/// A session in the one moment in which its secret is known.
package struct NewSession: Sendable {
    /// Where a browser goes after it has signed in.
    package enum Next: Sendable, Equatable {
        /// To the consent page, which decides what is still missing.
        case ask(flow: String)
        case account
        /// To the page for devices, with this code.
        case device(userCode: String?)
    }

    /// The value of the cookie: 256 random bits.
    package let secret: Secret<String>
    /// The session as it is stored.
    package let session: Session
    /// Where the browser goes now.
    package let next: Next
}
