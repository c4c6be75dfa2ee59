package import GatehouseJOSE
import Synchronization

/// Keeps the revocations in force in memory for the authorization server's own endpoints.
package final class LiveRevocations: RevocationChecking, RevocationPublishing {
    private let records: Mutex<[RevocationKey: RevocationRecord]>

    package init(_ records: [RevocationRecord] = []) {
        var table: [RevocationKey: RevocationRecord] = [:]
        for record in records {
            LiveRevocations.put(record, into: &table)
        }
        self.records = Mutex(table)
    }

    /// Whether the token, its grant, its client or its subject was revoked.
    package func isRevoked(_ token: VerifiedToken) -> Bool {
        let keys = token.revocationKeys
        return records.withLock { table in
            keys.contains { table[$0]?.refuses(issuedAt: token.issuedAt) ?? false }
        }
    }

    /// Puts records in force, merged with what stands under the same keys.
    package func publish(_ records: [RevocationRecord]) {
        lift([], leaving: records)
    }

    /// Removes what stands under `keys` and puts `records` in force, in one step.
    package func lift(_ keys: [RevocationKey], leaving records: [RevocationRecord]) {
        self.records.withLock { table in
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
        records.withLock { table in
            table = table.filter { ($0.value.expiresAt ?? .max) >= now }
        }
    }

    /// How many are in force.
    package var count: Int { records.withLock { $0.count } }

    private static func put(_ record: RevocationRecord, into table: inout [RevocationKey: RevocationRecord]) {
        table[record.key] = table[record.key].map { record.merged(with: $0) } ?? record
    }
}
