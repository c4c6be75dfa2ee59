import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite("Store contract")
struct StoreContractTests {
    @Test(arguments: StoreContract.all)
    func memoryKeepsThe(rule: StoreContract) async throws {
        try await rule.check(MemoryStore(), settle: {})
    }

    @Test(arguments: StoreContract.all)
    func sqliteKeepsThe(rule: StoreContract) async throws {
        try await withStore { store async throws in
            try await rule.check(store, settle: { await store.flushUses() })
        }
    }
}
