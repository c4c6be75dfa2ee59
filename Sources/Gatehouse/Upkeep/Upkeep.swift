import GatehouseJOSE
package import GatehouseOAuth
import GatehouseProxy
package import Logging
import ServiceLifecycle

/// What the upkeep goes over.
package typealias UpkeepStore = AuditLog & ClientStore & DeviceStore & GrantStore & QuotaStore & RequestStore
    & RevocationStore & SessionStore

/// Forgets, once a minute, what no living token, session or request can need any more, and lets other keys sign in time.
///
/// What it forgets is gone for good, so it goes by a time that a jump of the wall clock cannot move ahead.
package struct Upkeep: Service {
    private static let pause = Duration.seconds(60)
    private static let day: Int64 = 86_400
    /// So long a client that registered itself may take to fetch its first token.
    private static let registrationDays: Int64 = 30

    private let lifecycle: SigningKeyLifecycle
    private let rotationSeconds: Int64
    private let auditSeconds: Int64
    private let store: any UpkeepStore
    private let hub: RevocationHub
    private let publishing: any KeyPublishing
    private let clock: @Sendable () -> Int64
    private let confirmed: ConfirmedTime
    private let started = ContinuousClock.now
    private let logger: Logger

    /// Creates the upkeep of one server; zero days of rotation or of the audit log are without end.
    package init(
        lifecycle: SigningKeyLifecycle,
        rotationDays: Int64,
        auditDays: Int64 = 0,
        store: any UpkeepStore,
        hub: RevocationHub,
        publishing: any KeyPublishing,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) {
        self.lifecycle = lifecycle
        self.rotationSeconds = rotationDays * Self.day
        self.auditSeconds = auditDays * Self.day
        self.store = store
        self.hub = hub
        self.publishing = publishing
        self.clock = clock
        self.confirmed = ConfirmedTime(start: clock())
        self.logger = logger
    }

    /// Works until the service group stops.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.pause)
                if !Task.isCancelled { await purge(after: ContinuousClock.now - started) }
            }
        }
    }

    /// Does the work once, when the monotonic clock has counted so much since the start.
    package func purge(after elapsed: Duration) async {
        await purge(now: confirmed.now(wall: clock(), elapsed: elapsed))
    }

    private func purge(now: Int64) async {
        hub.purge(now: now)
        do throws(StorageError) {
            if let keys = try await lifecycle.purge(now: now) { publishing.publish(keys) }
            if rotationSeconds > 0, let keys = try await lifecycle.rotateOverdue(after: rotationSeconds, now: now) {
                publishing.publish(keys)
                logger.notice("signing keys rotated", metadata: ["gatehouse.key": "\(keys.current.keyID)"])
            }
            try await store.purgeRevocations(before: now)
            try await store.purgeSessions(before: now)
            try await store.purgeGrants(before: now)
            try await store.purgeDevices(before: now)
            try await store.purgeRequests(before: now)
            try await store.purgeQuotas(before: now)
            try await store.purgeUnusedRegistrations(before: now - Self.registrationDays * Self.day)
            if auditSeconds > 0 { try await store.purgeAudit(before: now - auditSeconds) }
        } catch {
            logger.warning("upkeep postponed", metadata: ["error": "\(error)"])
        }
    }
}
