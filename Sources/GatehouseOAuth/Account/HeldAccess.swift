/// What a client has of a person: by a consent that is remembered, by grants that stand, or by both.
struct HeldAccess: Sendable, Equatable {
    let clientID: ClientID
    private(set) var scope: ScopeSet
    /// When it was given first, in Unix seconds.
    private(set) var since: Int64
    /// When it was given or widened last, in Unix seconds.
    private(set) var changedAt: Int64
    /// When the client last got a token by it, in Unix seconds.
    private(set) var lastUsedAt: Int64?

    /// One for each client, last changed first.
    ///
    /// Grants count too: a client that is not asked about has no consent, and one may have more than is remembered.
    static func all(_ consents: [Consent], _ grants: [Grant]) -> [HeldAccess] {
        var held: [ClientID: HeldAccess] = [:]
        for one in consents.map(HeldAccess.init) + grants.map(HeldAccess.init) {
            held[one.clientID] = held[one.clientID].map { one.joined(with: $0) } ?? one
        }
        return held.values.sorted { ($1.changedAt, $0.clientID.value) < ($0.changedAt, $1.clientID.value) }
    }

    private init(_ consent: Consent) {
        clientID = consent.clientID
        scope = consent.scope
        since = consent.createdAt
        changedAt = consent.changedAt
        lastUsedAt = consent.lastUsedAt
    }

    private init(_ grant: Grant) {
        clientID = grant.clientID
        scope = grant.scope
        since = grant.createdAt
        changedAt = grant.createdAt
        lastUsedAt = grant.lastUsedAt
    }

    private func joined(with other: HeldAccess) -> HeldAccess {
        var joined = self
        joined.scope = ScopeSet(scope.names + other.scope.names)
        joined.since = min(since, other.since)
        joined.changedAt = max(changedAt, other.changedAt)
        joined.lastUsedAt = [lastUsedAt, other.lastUsedAt].compactMap(\.self).max()
        return joined
    }
}
