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
        var pending: [RevocationChange] = []
        var apply: (@Sendable ([RevocationChange]) -> Void)?
    }

    private static let pause = Duration.milliseconds(100)

    /// Changed under the lock of `state` only, so that the loops get changes in the order in which they were made here.
    private let live: LiveRevocations
    private let state = Mutex(State())
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// Starts from what the store holds.
    package init(_ records: [RevocationRecord]) {
        self.live = LiveRevocations(records)
        (self.wakes, self.wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Everything in force at this moment, for a proxy that starts.
    package var entries: [RevocationEntry] {
        live.records.map { RevocationEntry($0) }
    }

    /// Sends every change from now on to the proxy, and those that came before it listened.
    package func attach(_ apply: @escaping @Sendable ([RevocationChange]) -> Void) {
        state.withLock { $0.apply = apply }
        wake.yield()
    }

    /// Puts records in force, merged with what stands under the same keys.
    package func publish(_ records: [RevocationRecord]) {
        lift([], leaving: records)
    }

    /// Removes what stands under the keys and puts records in force, in one batch.
    package func lift(_ keys: [RevocationKey], leaving records: [RevocationRecord]) {
        state.withLock { state in
            live.lift(keys, leaving: records)
            state.pending += keys.map { .lift($0) }
            state.pending += records.map { .revoke(RevocationEntry($0)) }
        }
        wake.yield()
    }

    /// Whether the token, its grant, its client or its subject was revoked.
    package func isRevoked(_ token: VerifiedToken) -> Bool {
        live.isRevoked(token)
    }

    /// What a further revocation of a client's own token becomes.
    package func room(for client: RevocationKey) -> RevocationRoom {
        live.room(for: client)
    }

    /// Whether one more token of that person's grant can be revoked alone.
    package func hasRoom(inGrant grant: RevocationKey) -> Bool {
        live.hasRoom(inGrant: grant)
    }

    /// Forgets what no living token can match any more.
    package func purge(now: Int64) {
        live.purge(before: now)
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
}

extension RevocationEntry {
    fileprivate init(_ record: RevocationRecord) {
        self.init(
            key: record.key,
            revokedBefore: record.revokedBefore,
            recordedAt: record.recordedAt,
            expiresAt: record.expiresAt ?? .max,
            client: record.kind == .client ? record.key : record.owner
        )
    }
}
