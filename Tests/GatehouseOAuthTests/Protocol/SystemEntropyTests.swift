import GatehouseOAuth
import Testing

@Suite("The operating system's randomness")
struct SystemEntropyTests {
    @Test(arguments: [0, 1, 7, 8, 9, 16, 32, 33])
    func thereAreAsManyBytesAsAskedFor(_ count: Int) {
        #expect(SystemEntropy().bytes(count).count == count)
    }

    @Test func bytesDoNotRepeat() {
        let draws = (0..<100).map { _ in SystemEntropy().bytes(16) }
        #expect(Set(draws).count == 100)
        #expect(Set(draws.map(\.last)).count > 1)
    }
}
