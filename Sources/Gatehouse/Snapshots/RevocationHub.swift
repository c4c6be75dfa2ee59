package import GatehouseJOSE
package import GatehouseOAuth
package import GatehouseProxy
import ServiceLifecycle
import Synchronization

/// Brings revocations from where they are committed to where they are enforced.
///
/// The proxy's loops get them in batches, at most one each 100 ms; introspection asks this table itself.
package final class RevocationHub: RevocationPublishing, RevocationChecking, Service {
    private struct State {
        var records: [RevocationKey: RevocationRecord] = [:]
        var pending: [RevocationChange] = []
        var apply: (@Sendable ([RevocationChange]) -> Void)?
    }

    private static let pause = Duration.milliseconds(100)

    private let state: Mutex<State>
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// Starts from what the store holds.
    package init(_ records: [RevocationRecord]) {
        var table: [RevocationKey: RevocationRecord] = [:]
        for record in records { table[record.key] = record }
        self.state = Mutex(State(records: table))
        (self.wakes, self.wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Everything in force at this moment, for a proxy that starts.
    package var entries: [RevocationEntry] {
        state.withLock { $0.records.values.map { RevocationEntry($0) } }
    }

    /// How many revocations are in force.
    package var count: Int { state.withLock { $0.records.count } }

    /// Sends every change from now on to the proxy, and those that came before it listened.
    package func attach(_ apply: @escaping @Sendable ([RevocationChange]) -> Void) {
        state.withLock { $0.apply = apply }
        wake.yield()
    }

    /// Puts records in force, merged with what stands under the same keys.
    package func publish(_ records: [RevocationRecord]) {
        change { state in Self.insert(records, into: &state) }
    }

    /// Removes what stands under the keys and puts records in force, in one batch.
    package func lift(_ keys: [RevocationKey], leaving records: [RevocationRecord]) {
        change { state in
            for key in keys {
                state.records[key] = nil
                state.pending.append(.lift(key))
            }
            Self.insert(records, into: &state)
        }
    }

    /// Whether the token, its grant, its client or its subject was revoked.
    package func isRevoked(_ token: VerifiedToken) -> Bool {
        var keys: [RevocationKey] = [.token(token.tokenID), .client(token.clientID), .subject(token.subject)]
        if let grant = token.grantID { keys.append(.grant(grant)) }
        return state.withLock { state in
            keys.contains { key in
                guard let record = state.records[key] else { return false }
                return record.revokedBefore.map { token.issuedAt <= $0 } ?? true
            }
        }
    }

    /// Forgets what no living token can match any more.
    package func purge(now: Int64) {
        state.withLock { state in
            state.records = state.records.filter { $0.value.expiresAt.map { $0 >= now } ?? true }
        }
    }

    /// Delivers batches until the service group stops.
    package func run() async throws {
        for await _ in wakes.cancelOnGracefulShutdown() {
            deliver()
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Hands over what waits.
    package func deliver() {
        guard let apply = state.withLock({ $0.apply }) else { return }
        let changes = state.withLock { state in
            defer { state.pending = [] }
            return state.pending
        }
        if !changes.isEmpty { apply(changes) }
    }

    private func change(_ body: (inout sending State) -> Void) {
        state.withLock { body(&$0) }
        wake.yield()
    }

    private static func insert(_ records: [RevocationRecord], into state: inout State) {
        for record in records {
            let merged = state.records[record.key].map { record.merged(with: $0) } ?? record
            state.records[record.key] = merged
            state.pending.append(.revoke(RevocationEntry(merged)))
        }
    }
}

extension RevocationEntry {
    fileprivate init(_ record: RevocationRecord) {
        self.init(
            key: record.key,
            revokedBefore: record.revokedBefore,
            recordedAt: record.recordedAt,
            expiresAt: record.expiresAt ?? .max,
            client: record.kind == .client ? record.key : nil
        )
    }
}
