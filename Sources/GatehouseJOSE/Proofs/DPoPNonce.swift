/// Writes and recognizes the nonces of DPoP proofs without remembering any (RFC 9449 §8, §9).
///
/// A nonce is the number of a slice of time with its authentication code, in base64url.
package struct DPoPNonce: Sendable {
    /// Which slice of time a nonce belongs to.
    package enum Age: Sendable {
        case current
        /// Good for now; whoever sends it should be given the current one.
        case previous
    }

    /// How long one nonce is handed out, in seconds; it is accepted for as long again.
    package static let sliceSeconds: Int64 = 120

    private static let numberByteCount = 8

    private let key: SealingKey

    /// Works with a key that all servers of an installation share.
    package init(key: SealingKey) {
        self.key = key.derived(purpose: "dpop-nonce")
    }

    /// The nonce to hand out at an instant, in Unix seconds.
    package func current(now: Int64) -> String {
        let number = Self.bytes(ofSlice: now / Self.sliceSeconds)
        return Base64URL.encode(number + key.hmac(number))
    }

    /// The age of a nonce of ours at an instant, in Unix seconds; nil for any other text, and for one that is too old.
    package func age(of nonce: String, now: Int64) -> Age? {
        guard let bytes = Base64URL.decode(nonce) else { return nil }
        let number = Array(bytes.prefix(Self.numberByteCount))
        guard key.isValid(hmac: Array(bytes.dropFirst(Self.numberByteCount)), for: number) else { return nil }
        let slice = now / Self.sliceSeconds
        if number == Self.bytes(ofSlice: slice) { return .current }
        return number == Self.bytes(ofSlice: slice &- 1) ? .previous : nil
    }

    private static func bytes(ofSlice slice: Int64) -> [UInt8] {
        (0..<numberByteCount).map { UInt8(truncatingIfNeeded: slice >> Int64(56 - 8 * $0)) }
    }
}
