import GatehouseStorage
import ServiceLifecycle

/// Writes down every few seconds when client secrets were last used.
///
/// A store that does not work is tried again at the same pace.
struct UseUpkeep: Service {
    private static let interval = Duration.seconds(5)

    let store: SQLiteStore

    func run() async throws {
        await cancelWhenGracefulShutdown { await store.flushUses(every: Self.interval) }
    }
}
