/// What `GET /consent` shows.
package enum ConsentView: Sendable {
    /// The consent page.
    case prompt(ConsentPrompt)
    /// The page that asks whether the person who is signed in goes on.
    case choose(AccountChoicePrompt)
    /// Nothing is to be asked here.
    case step(AuthorizationStep)
}

/// What the page needs that asks who goes on (`prompt=select_account`).
package struct AccountChoicePrompt: Sendable, Equatable {
    /// The sealed step, for a hidden field.
    package let flow: String
    /// Where the person is on the way to.
    package let clientName: String
    /// Who is signed in.
    package let person: PromptPerson
    /// Where the answer will go.
    package let redirectURI: String
}

/// A person as pages show them.
package struct PromptPerson: Sendable, Equatable {
    /// What pages call the person.
    package let name: String
    /// What the person types.
    package let username: String
    /// Where the person is written to.
    package let email: String?

    init(_ user: User) {
        name = user.displayName
        username = user.username.value
        email = user.email?.value
    }
}
