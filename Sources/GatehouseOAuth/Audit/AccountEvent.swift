/// What happened to an account, by its stable dotted name.
package enum AccountEvent: String, Sendable, CaseIterable {
    case created = "user.created"
    case updated = "user.updated"
    case disabled = "user.disabled"
    case enabled = "user.enabled"
    case scopesAssigned = "user.scopes_assigned"
    case passwordChanged = "user.password_changed"
    case secondFactorEnabled = "user.second_factor_enabled"
    case secondFactorDisabled = "user.second_factor_disabled"
    case recoveryCodesMade = "user.recovery_codes_made"
    case recoveryCodeUsed = "user.recovery_code_used"
    case signedIn = "session.signed_in"
    case signInFailed = "session.sign_in_failed"
    case signInThrottled = "session.sign_in_throttled"
    case signedOut = "session.signed_out"
    case signedOutEverywhere = "session.signed_out_everywhere"
    case logoutUndelivered = "session.logout_undelivered"
    case consentGiven = "consent.given"
    case consentDenied = "consent.denied"
    case consentWithdrawn = "consent.withdrawn"
    case granted = "grant.given"
    case codeReplayed = "grant.code_replayed"
    case refreshReplayed = "grant.refresh_replayed"
    case exchanged = "grant.exchanged"
}

/// What belongs to an account's event; never a secret, and of a failed sign-in never what was typed.
package struct AccountFacts: Sendable, Equatable {
    /// Nil where nobody is known by the name that was typed.
    package var user: String?
    /// `client_id` of the client that it happened through.
    package var client: String?
    /// `sid` of the session in which it happened.
    package var session: String?
    /// The id of the grant that it is about.
    package var grant: String?
    /// Separated by spaces.
    package var scope: String?
    /// Where the request came from.
    package var address: String?
    /// A fixed word that says why.
    package var reason: String?

    package init(
        user: UserID? = nil,
        client: ClientID? = nil,
        session: String? = nil,
        grant: String? = nil,
        scope: ScopeSet? = nil,
        address: String? = nil,
        reason: String? = nil
    ) {
        self.user = user?.value
        self.client = client?.value
        self.session = session
        self.grant = grant
        self.scope = scope?.serialized
        self.address = address
        self.reason = reason
    }

    init(_ details: [String: String]) {
        user = details["user"]
        client = details["client"]
        session = details["session"]
        grant = details["grant"]
        scope = details["scope"]
        address = details["address"]
        reason = details["reason"]
    }

    var details: [String: String] {
        let members: [(String, String?)] = [
            ("user", user), ("client", client), ("session", session), ("grant", grant), ("scope", scope),
            ("address", address), ("reason", reason),
        ]
        var details: [String: String] = [:]
        for (name, value) in members {
            details[name] = value
        }
        return details
    }
}
