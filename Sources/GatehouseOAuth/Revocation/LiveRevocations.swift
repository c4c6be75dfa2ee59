package import GatehouseJOSE
import Synchronization

/// Keeps the revocations in force in memory for the authorization server's own endpoints.
///
/// It is exact and needs no capacity: what clients revoke is bounded by `RevocationLimits` before it is recorded, below
/// what the gate's tables hold, plus one record for each client and each grant. So the gate has nothing to widen that
/// this does not know, unless more than 100,000 grants and names are taken back on top within a token's lifetime.
package final class LiveRevocations: RevocationChecking, RevocationPublishing {
    fileprivate struct Table {
        var records: [RevocationKey: RevocationRecord] = [:]
        var shares: [RevocationKey: Share] = [:]
    }

    /// What one client, or one grant of a person, has in the table: its tokens that were revoked one by one.
    fileprivate struct Share {
        var count = 0
        /// Whether its revocations have become one since there was room.
        var isFolded = false
    }

    private let limits: RevocationLimits
    private let table: Mutex<Table>

    package init(_ records: [RevocationRecord] = [], limits: RevocationLimits = RevocationLimits()) {
        var table = Table()
        for record in records {
            table.put(record, limits)
        }
        self.limits = limits
        self.table = Mutex(table)
    }

    /// Whether the token, its grant, its client or its subject was revoked.
    package func isRevoked(_ token: VerifiedToken) -> Bool {
        let keys = token.revocationKeys
        return table.withLock { table in
            keys.contains { table.records[$0]?.refuses(issuedAt: token.issuedAt) ?? false }
        }
    }

    /// What a further revocation of a client's own token becomes.
    package func room(for client: RevocationKey) -> RevocationRoom {
        table.withLock { $0.room(for: client, limits) }
    }

    /// Whether one more token of that grant can be revoked alone.
    package func hasRoom(inGrant grant: RevocationKey) -> Bool {
        table.withLock { $0.hasRoom(for: grant, limits.perGrant, limits) }
    }

    /// Puts records in force, merged with what stands under the same keys.
    package func publish(_ records: [RevocationRecord]) {
        lift([], leaving: records)
    }

    /// Removes what stands under `keys` and puts `records` in force, in one step.
    package func lift(_ keys: [RevocationKey], leaving records: [RevocationRecord]) {
        table.withLock { table in
            for key in keys {
                table.remove(key)
            }
            for record in records {
                table.put(record, limits)
            }
        }
    }

    /// Forgets what can refuse nothing any more.
    package func purge(before now: Int64) {
        table.withLock { $0.purge(before: now, limits) }
    }

    /// How many are in force.
    package var count: Int { table.withLock { $0.records.count } }

    /// Everything in force at this moment.
    package var records: [RevocationRecord] { table.withLock { Array($0.records.values) } }
}

extension LiveRevocations.Table {
    func room(for client: RevocationKey, _ limits: RevocationLimits) -> RevocationRoom {
        guard !hasRoom(for: client, limits.perClient, limits) else { return .record }
        return .client(isFirst: shares[client]?.isFolded != true)
    }

    func hasRoom(for owner: RevocationKey, _ most: Int, _ limits: RevocationLimits) -> Bool {
        records.count < limits.total && shares[owner]?.count ?? 0 < most
    }

    mutating func put(_ record: RevocationRecord, _ limits: RevocationLimits) {
        if record.kind == .client, room(for: record.key, limits) != .record {
            shares[record.key, default: .init()].isFolded = true
        }
        let earlier = records[record.key]
        let standing = earlier.map { record.merged(with: $0) } ?? record
        records[record.key] = standing
        count(earlier, as: -1)
        count(standing, as: 1)
    }

    mutating func remove(_ key: RevocationKey) {
        count(records.removeValue(forKey: key), as: -1)
    }

    mutating func purge(before now: Int64, _ limits: RevocationLimits) {
        for (key, record) in records where record.expiresAt ?? .max < now {
            remove(key)
        }
        for (client, share) in shares where share.isFolded && room(for: client, limits) == .record {
            shares[client]?.isFolded = false
            forgetIfEmpty(client)
        }
    }

    private mutating func count(_ record: RevocationRecord?, as change: Int) {
        // A grant that was taken back is one person's, and counts for nobody else.
        guard let record, record.kind == .token, let owner = record.owner else { return }
        shares[owner, default: .init()].count += change
        forgetIfEmpty(owner)
    }

    private mutating func forgetIfEmpty(_ owner: RevocationKey) {
        if let share = shares[owner], share.count == 0, !share.isFolded { shares[owner] = nil }
    }
}
