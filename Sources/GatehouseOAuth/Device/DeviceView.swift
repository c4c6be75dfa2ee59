/// What the pages for devices show (RFC 8628 §3.3).
package enum DeviceView: Sendable {
    /// The form for the code.
    case form(DeviceForm)
    /// The question whether the device may go on.
    case prompt(DevicePrompt)
    /// That it may, or may not.
    case done(clientName: String, isAllowed: Bool)
    /// The person has to sign in first, with this sealed step.
    case signIn(flow: String)
    /// Something failed on our side.
    case refused(AuthorizationRefusal)
}

/// What the form for the code needs.
package struct DeviceForm: Sendable, Equatable {
    /// Why the code is asked for again.
    package enum Refusal: Sendable, Equatable {
        /// No device waits with that code; or it does not any more.
        case unknown
        /// Too many guesses; the next is allowed after so many seconds.
        case throttled(seconds: Int)
        /// The device wants nothing that this person could give.
        case nothingToGive
    }

    /// What the field begins with.
    package let userCode: String
    /// Why the code that was typed was not taken; nil before one was.
    package let refusal: Refusal?

    init(userCode: String = "", refusal: Refusal? = nil) {
        self.userCode = userCode
        self.refusal = refusal
    }
}

/// What the page needs that asks about a device.
package struct DevicePrompt: Sendable, Equatable {
    /// The sealed step, for a hidden field.
    package let flow: String
    /// As the device shows it.
    package let userCode: String
    /// Where the request came from.
    package let address: String?
    /// When it came, in Unix seconds.
    package let createdAt: Int64
    /// Who asks.
    package let client: PromptClient
    /// Who is asked.
    package let person: PromptPerson
    /// Scopes that no application declares: `openid`, `profile`, `email`, `offline_access`.
    package let ownScopes: [PromptScope]
    /// The other scopes by the application that declares them.
    package let applications: [PromptApplication]
    /// RFC 8707 §2: the resources that were named.
    package let resources: [String]
}
