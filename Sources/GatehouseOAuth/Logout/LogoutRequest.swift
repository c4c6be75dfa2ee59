import GatehouseJOSE

/// A wish to sign out that came from a client or from a link (RP-Initiated Logout §2).
struct LogoutRequest: Sendable {
    /// Who asks, as far as it is said; an ID token of ours may prove it.
    let client: Client?
    /// What an ID token of ours says.
    let identity: LogoutHint.Identity?
    /// Where the browser goes in the end, which was registered; nil stays here.
    let returnURI: String?

    /// Whether the client proves that it means this very sign-in.
    func means(_ signedIn: SignedIn, _ subjects: SubjectNames) -> Bool {
        guard let client, let identity else { return false }
        guard subjects.subject(of: signedIn.user.id, for: client).hasSameBytes(as: identity.subject) else {
            return false
        }
        // §2: a token of another session may have been kept by anybody.
        return signedIn.session.id.hasSameBytes(as: identity.sessionID)
    }
}

/// What `GET` and `POST /oauth2/logout` lead to.
package enum LogoutStep: Sendable {
    /// Ask the person; the request comes back sealed with the answer.
    case ask(LogoutPrompt)
    /// The session has ended, or there was none.
    case signedOut(returnURI: String?)
    /// The person stays signed in.
    case stayed
    /// The request cannot be trusted.
    case refused(AuthorizationRefusal)
}

/// What the page needs that asks whether to sign out.
package struct LogoutPrompt: Sendable, Equatable {
    /// The sealed request, for a hidden field.
    package let flow: String
    /// Who asks; nil where it is not certain.
    package let clientName: String?
    /// Who is signed in.
    package let person: PromptPerson
    /// Where the answer may go; nil stays here.
    package let returnURI: String?
}
