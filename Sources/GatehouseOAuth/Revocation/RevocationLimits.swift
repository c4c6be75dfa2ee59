/// How many revocations are kept one by one; who goes on loses their own tokens, and nobody else's.
///
/// The tokens of a person's grant count for that grant alone: whoever holds them is one of many people of the client.
package struct RevocationLimits: Sendable, Equatable {
    /// Revoked tokens that one client got in its own name or by exchange.
    package let perClient: Int
    /// Revoked tokens of one grant of a person.
    package let perGrant: Int
    /// Everything together: less than a table of the gate holds, and the rest of it is the operator's.
    package let total: Int

    package init(perClient: Int = 10_000, perGrant: Int = 16, total: Int = 900_000) {
        self.perClient = perClient
        self.perGrant = perGrant
        self.total = total
    }
}

/// What a further revocation becomes.
package enum RevocationRoom: Sendable, Equatable {
    /// A record of its own.
    case record
    /// The end of the person's grant with all its tokens.
    case grant(String)
    /// "All that this client got until now"; the first since there was room is worth a warning.
    case client(isFirst: Bool)
}
