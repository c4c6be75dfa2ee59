/// A person who signs in.
package struct User: Sendable, Equatable {
    /// `sub` of the person's tokens.
    package var id: UserID
    /// What the person types.
    package var username: Username
    /// Where the person is written to.
    package var email: EmailAddress?
    /// What others read.
    package var name: PersonName?
    /// Nil as long as no password was set: nobody can sign in.
    package var passwordHash: PasswordHash?
    /// Facts that applications may ask for (`claims:` of a policy), each with one or more values.
    package var attributes: [String: [String]]
    /// The assigned scopes that an administrator gave.
    package var assignedScopes: ScopeSet
    /// The second factor, once it was confirmed.
    package var secondFactor: SecondFactor?
    /// When the person was registered, in Unix seconds.
    package var createdAt: Int64
    /// When the password was set last, in Unix seconds.
    package var passwordChangedAt: Int64?
    /// Since when the person may not sign in, in Unix seconds; nil if they may.
    package var disabledAt: Int64?
    /// Tokens about the person issued at or before this instant are refused; a new one is issued after it.
    package var revokedBefore: Int64?

    package init(
        id: UserID,
        username: Username,
        email: EmailAddress? = nil,
        name: PersonName? = nil,
        passwordHash: PasswordHash? = nil,
        attributes: [String: [String]] = [:],
        assignedScopes: ScopeSet = .empty,
        secondFactor: SecondFactor? = nil,
        createdAt: Int64,
        passwordChangedAt: Int64? = nil,
        disabledAt: Int64? = nil,
        revokedBefore: Int64? = nil
    ) {
        self.id = id
        self.username = username
        self.email = email
        self.name = name
        self.passwordHash = passwordHash
        self.attributes = attributes
        self.assignedScopes = assignedScopes
        self.secondFactor = secondFactor
        self.createdAt = createdAt
        self.passwordChangedAt = passwordChangedAt
        self.disabledAt = disabledAt
        self.revokedBefore = revokedBefore
    }

    /// What pages call the person.
    package var displayName: String { name?.value ?? username.value }
}

/// A confirmed second factor (RFC 6238) with what is left of its recovery codes.
package struct SecondFactor: Sendable, Equatable {
    /// The shared secret, sealed with the server's root key.
    package var sealedSecret: [UInt8]
    /// When it was confirmed, in Unix seconds.
    package var confirmedAt: Int64
    /// The time step of the last code that was accepted; no earlier one is accepted again (RFC 6238 §5.2).
    package var lastStep: Int64?
    /// How many recovery codes are left.
    package var recoveryCodesLeft: Int

    package init(sealedSecret: [UInt8], confirmedAt: Int64, lastStep: Int64? = nil, recoveryCodesLeft: Int = 0) {
        self.sealedSecret = sealedSecret
        self.confirmedAt = confirmedAt
        self.lastStep = lastStep
        self.recoveryCodesLeft = recoveryCodesLeft
    }
}
