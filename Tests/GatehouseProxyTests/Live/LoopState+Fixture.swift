import Logging
import NIOCore

@testable import GatehouseProxy

extension LoopState {
    /// The state of a loop that carries nothing, with the policy of the small application.
    static func fixture(
        on eventLoop: any EventLoop,
        snapshot: ProxySnapshot? = nil
    ) throws -> LoopState {
        LoopState(
            eventLoop: eventLoop,
            configuration: .fixture,
            snapshot: try snapshot ?? ProxyFixture.snapshot(upstream: 1),
            revocations: [],
            spentProofs: SpentProofs(capacity: 16),
            rateLimits: RateLimitTable(capacity: 16),
            quotas: QuotaLedger(),
            recorder: RecordCollector(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
