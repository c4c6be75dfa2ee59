package import GatehouseJOSE
import Synchronization

/// Keeps the revocations in force in memory for the authorization server's own endpoints.
package final class LiveRevocations: RevocationChecking, RevocationPublishing {
    private let table: Mutex<[RevocationKey: RevocationRecord]>

    package init(_ records: [RevocationRecord] = []) {
        var table: [RevocationKey: RevocationRecord] = [:]
        for record in records {
            LiveRevocations.put(record, into: &table)
        }
        self.table = Mutex(table)
    }

    /// Whether the token, its grant, its client or its subject was revoked.
    package func isRevoked(_ token: VerifiedToken) -> Bool {
        let keys = token.revocationKeys
        return table.withLock { table in
            keys.contains { table[$0]?.refuses(issuedAt: token.issuedAt) ?? false }
        }
    }

    /// Puts records in force, merged with what stands under the same keys.
    package func publish(_ records: [RevocationRecord]) {
        lift([], leaving: records)
    }

    /// Removes what stands under `keys` and puts `records` in force, in one step.
    package func lift(_ keys: [RevocationKey], leaving records: [RevocationRecord]) {
        table.withLock { table in
            for key in keys {
                table[key] = nil
            }
            for record in records {
                LiveRevocations.put(record, into: &table)
            }
        }
    }

    /// Forgets what can refuse nothing any more.
    package func purge(before now: Int64) {
        table.withLock { table in
            table = table.filter { ($0.value.expiresAt ?? .max) >= now }
        }
    }

    /// How many are in force.
    package var count: Int { table.withLock { $0.count } }

    /// Everything in force at this moment.
    package var records: [RevocationRecord] { table.withLock { Array($0.values) } }

    private static func put(_ record: RevocationRecord, into table: inout [RevocationKey: RevocationRecord]) {
        table[record.key] = table[record.key].map { record.merged(with: $0) } ?? record
    }
}
