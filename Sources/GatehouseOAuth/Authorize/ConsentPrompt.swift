/// What the consent page shows.
package struct ConsentPrompt: Sendable, Equatable {
    /// The sealed step, for a hidden field.
    package let flow: String
    /// Who asks.
    package let client: PromptClient
    /// Who is asked.
    package let person: PromptPerson
    /// Scopes that no application declares: `openid`, `profile`, `email`, `offline_access`.
    package let ownScopes: [PromptScope]
    /// The other scopes by the application that declares them, in the order of the policy.
    package let applications: [PromptApplication]
    /// RFC 8707 §2: the resources that were named.
    package let resources: [String]
    /// Where the answer will go, for the page's `form-action`.
    package let redirectURI: String
}

/// A client as the consent page shows it.
package struct PromptClient: Sendable, Equatable {
    /// Who asks.
    package let id: ClientID
    /// What people read.
    package let name: String
    /// Its home page.
    package let homeURI: String?
    /// Where its privacy policy is read.
    package let policyURI: String?
    /// Where its terms of service are read.
    package let termsOfServiceURI: String?
    /// Whether the store has its logo.
    package let hasLogo: Bool
    /// The host that gets the answer; nil on this machine or in a private scheme.
    package let redirectHost: String?
    /// Why nobody here vouches for the name; nil for a client whose name was checked.
    package let doubt: Doubt?

    /// Why a client may be another than its name says.
    package enum Doubt: Sendable, Equatable {
        /// RFC 8252 §8.6: on this machine or in a private scheme another program can pose as it.
        case runsOnThisDevice
        /// It registered itself (RFC 7591).
        case registeredItself
        /// It is described by a document at that host.
        case describedElsewhere(host: String)
    }
}

/// The scopes of one application.
package struct PromptApplication: Sendable, Equatable {
    /// The application's key.
    package let key: String
    /// What people read.
    package let name: String
    /// Those that are asked for.
    package let scopes: [PromptScope]
}

/// A scope that can be ticked.
package struct PromptScope: Sendable, Equatable {
    /// The value of the box.
    package let name: String
    /// What it lets the client do.
    package let sentence: String
    /// Whether the box cannot be unticked.
    package let isRequired: Bool
    /// Whether the person allowed it to this client at an earlier time.
    package let wasAllowedBefore: Bool
    /// What it opens, alone or with others.
    package let routes: [OpenedRoute]
}
