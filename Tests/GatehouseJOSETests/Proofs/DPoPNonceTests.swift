import Testing

@testable import GatehouseJOSE

@Suite("RFC 9449 §8: nonces of proofs")
struct DPoPNonceTests {
    private static let slice = DPoPNonce.sliceSeconds
    private static let start = 1_000_000 * slice

    private func nonces(_ byte: UInt8 = 1) throws -> DPoPNonce {
        DPoPNonce(key: try #require(SealingKey(bytes: Array(repeating: byte, count: SealingKey.byteCount))))
    }

    @Test func aNonceStaysTheSameForItsSlice() throws {
        let nonces = try nonces()
        let nonce = nonces.current(now: Self.start)
        #expect(nonces.current(now: Self.start + Self.slice - 1) == nonce)
        #expect(nonces.current(now: Self.start + Self.slice) != nonce)
        #expect(nonce.utf8.count == 54)
    }

    @Test func aNonceIsGoodForItsSliceAndTheNext() throws {
        let nonces = try nonces()
        let nonce = nonces.current(now: Self.start)
        #expect(nonces.age(of: nonce, now: Self.start) == .current)
        #expect(nonces.age(of: nonce, now: Self.start + Self.slice - 1) == .current)
        #expect(nonces.age(of: nonce, now: Self.start + Self.slice) == .previous)
        #expect(nonces.age(of: nonce, now: Self.start + 2 * Self.slice - 1) == .previous)
        #expect(nonces.age(of: nonce, now: Self.start + 2 * Self.slice) == nil)
        #expect(nonces.age(of: nonce, now: Self.start - 1) == nil)
    }

    @Test func serversThatShareAKeyAgree() throws {
        #expect(try nonces().age(of: try nonces().current(now: Self.start), now: Self.start) == .current)
        #expect(try nonces().age(of: try nonces(2).current(now: Self.start), now: Self.start) == nil)
    }

    @Test func noCharacterMayBeChanged() throws {
        let nonces = try nonces()
        let nonce = Array(nonces.current(now: Self.start).utf8)
        for index in nonce.indices {
            var changed = nonce
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            #expect(nonces.age(of: text, now: Self.start) == nil, "at \(index)")
        }
        for length in nonce.indices {
            #expect(nonces.age(of: String(decoding: nonce.prefix(length), as: UTF8.self), now: Self.start) == nil)
        }
        #expect(nonces.age(of: String(decoding: nonce, as: UTF8.self) + "A", now: Self.start) == nil)
    }
}
