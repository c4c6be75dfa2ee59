import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Readers")
struct ReaderTests {
    /// Readers of the one kind once waited for connections that only the other kind's threads could hand back.
    @Test
    func manyReadersOfBothKindsDoNotHoldEachOtherUp() async throws {
        var options = SQLiteOptions()
        options.readerCount = 1
        options.readerAtOnceCount = 1
        try await withStore(options: options) { store async throws in
            _ = try await store.create(.fixture(), audit: .fixture())
            let found = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<400 {
                    group.addTask {
                        try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM client") ?? 0 }
                    }
                    group.addTask {
                        try store.readAtOnce { try Int.fetchOne($0, sql: "SELECT count(*) FROM client") ?? 0 }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(found == 800)
        }
    }

    @Test
    func whatWasWrittenIsReadAtOnce() async throws {
        try await withStore { store async throws in
            for number in 0..<50 {
                let id = "c\(number)"
                _ = try await store.create(.fixture(id: id), audit: .fixture())
                let count = try store.readAtOnce {
                    try Int.fetchOne($0, sql: "SELECT count(*) FROM client WHERE id = ?", arguments: [id])
                }
                #expect(count == 1)
            }
        }
    }
}
