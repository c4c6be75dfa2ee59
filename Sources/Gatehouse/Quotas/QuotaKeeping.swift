import GatehouseOAuth
import GatehouseProxy
import Logging
import ServiceLifecycle

/// Writes down what callers use of quotas: at once where a request waits for it, many callers to one commit.
///
/// One batch is stored at a time, so what comes meanwhile gathers into the next.
struct QuotaKeeping: Service {
    /// After so long without a request nothing is stored ahead for a caller.
    private static let pause = Duration.seconds(2)
    private static let batch = 1_024

    let ledger: QuotaLedger
    let store: any QuotaStore
    /// Tells Unix seconds.
    let clock: @Sendable () -> Int64
    let logger: Logger

    /// What callers had used when the last server stopped.
    static func ledger(of store: any QuotaStore, now: Int64) async throws(StorageError) -> QuotaLedger {
        QuotaLedger(try await store.quotaUses(at: now).map(QuotaRecord.init), now: now)
    }

    func run() async throws {
        let (changes, changed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        ledger.onChange { changed.yield() }
        // What came before anybody listened.
        changed.yield()
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { tasks in
                tasks.addTask { for await _ in changes { await storeChanges() } }
                tasks.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: Self.pause)
                        ledger.release(now: clock())
                    }
                }
            }
        }
        // No request is under way any more: what was not used goes back.
        ledger.release(now: clock(), wholly: true)
        await storeChanges()
    }

    /// Stores all changes that there are.
    func storeChanges() async {
        while case let changes = ledger.takeChanges(atMost: Self.batch), !changes.isEmpty {
            do throws(StorageError) {
                try await store.record(changes.map { QuotaUse($0.record) })
                ledger.settle(changes, areStored: true)
            } catch {
                ledger.settle(changes, areStored: false)
                // The store itself tells once that it does not work.
                logger.debug("quotas could not be stored", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension QuotaRecord {
    fileprivate init(_ use: QuotaUse) {
        self.init(
            quota: use.quota,
            by: use.by,
            caller: use.caller,
            startsAt: use.startsAt,
            endsAt: use.endsAt,
            used: use.used
        )
    }
}

extension QuotaUse {
    fileprivate init(_ record: QuotaRecord) {
        self.init(
            quota: record.quota,
            by: record.by,
            caller: record.caller,
            startsAt: record.startsAt,
            endsAt: record.endsAt,
            used: record.used
        )
    }
}
