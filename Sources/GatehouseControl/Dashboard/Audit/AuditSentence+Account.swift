import GatehouseOAuth

extension AuditSentence {
    /// Something that a person did, or that was done to their account.
    mutating func add(_ event: AccountEvent, _ facts: AccountFacts) {
        say(Self.words(event))
        if let user = facts.user {
            say(" ")
            person(user)
        }
        if let client = facts.client {
            say(Self.beforeClient(event))
            self.client(client)
        }
        if let scope = facts.scope, !scope.isEmpty {
            say(", ")
            code(scope)
        }
        if let address = facts.address { say(", from \(address)") }
        if let reason = facts.reason {
            say(", ")
            code(reason)
        }
    }

    private static func words(_ event: AccountEvent) -> String {
        switch event {
        case .created: "Registered"
        case .updated: "Changed the account of"
        case .disabled: "Disabled"
        case .enabled: "Enabled"
        case .scopesAssigned: "Set the assigned scopes of"
        case .passwordChanged: "Changed the password of"
        case .secondFactorEnabled: "Turned on the second step of"
        case .secondFactorDisabled: "Turned off the second step of"
        case .recoveryCodesMade: "Made recovery codes for"
        case .recoveryCodeUsed: "Used a recovery code of"
        case .signedIn: "Signed in:"
        case .signInFailed: "A sign-in failed:"
        case .signInThrottled: "Too many sign-ins:"
        case .signedOut: "Ended a session of"
        case .signedOutEverywhere: "Ended all sessions of"
        case .logoutUndelivered: "A client was not reached about the end of a session of"
        case .consentGiven: "Access allowed by"
        case .consentDenied: "Access denied by"
        case .consentWithdrawn: "Access withdrawn from"
        case .granted: "A grant was given by"
        case .codeReplayed: "A code was used twice and its grant taken back:"
        case .refreshReplayed: "A refresh token was used twice and its grant taken back:"
        case .exchanged: "A token was exchanged, of"
        }
    }

    private static func beforeClient(_ event: AccountEvent) -> String {
        switch event {
        case .consentGiven, .consentDenied, .granted, .logoutUndelivered: " to "
        case .consentWithdrawn: " for "
        default: ", client "
        }
    }
}
