/// How many revocations are kept one by one; a client that goes on loses its own tokens, and nobody else's.
package struct RevocationLimits: Sendable, Equatable {
    /// Revoked tokens and grants of one client.
    package let perClient: Int
    /// Everything together: less than a table of the gate holds, and the rest of it is the operator's.
    package let total: Int

    package init(perClient: Int = 10_000, total: Int = 900_000) {
        self.perClient = perClient
        self.total = total
    }
}

/// What a client's further revocation becomes.
package enum RevocationRoom: Sendable, Equatable {
    /// A record of its own.
    case record
    /// "All that this client got until now"; the first since there was room is worth a warning.
    case client(isFirst: Bool)
}
