import Crypto

/// Makes the keys under which tries are counted: digests with a seed of this process, never the names themselves.
struct TryKeyMaker: Sendable {
    private let seed: Secret<[UInt8]>

    init(entropy: some EntropySource) {
        seed = Secret(entropy.bytes(32))
    }

    /// A key for some parts, in this order and with these borders.
    func key(_ parts: [UInt8]...) -> TryLedger.Key {
        var hash = SHA256()
        seed.withExposedValue { hash.update(data: $0) }
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count)) { hash.update(bufferPointer: $0) }
            hash.update(data: part)
        }
        let digest = Array(hash.finalize())
        return TryLedger.Key(high: Self.number(digest.prefix(8)), low: Self.number(digest.dropFirst(8).prefix(8)))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
