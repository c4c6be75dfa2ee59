import Crypto

/// Who is counted under a quota: what is stored of the caller, and its hash in memory.
struct QuotaCaller {
    /// Longer values are stored as their digest.
    private static let longest = 256

    let by: String
    let value: String

    /// Names of another issuer are nobody's of ours.
    init(by: String, value: String, issuer: String?) {
        if let issuer {
            self.init(by: "foreign \(by)", value: "\(issuer) \(value)")
        } else {
            self.init(by: by, value: value)
        }
    }

    init(by: String, value: String) {
        self.by = by
        guard value.utf8.count > Self.longest else {
            self.value = value
            return
        }
        let digest = SHA256.hash(data: Array(value.utf8))
        self.value = "sha256:" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    var isAddress: Bool { by == "address" }

    /// All those who do not fit beside the others.
    static let others = QuotaCaller(by: "others", value: "others")

    func key(of quota: String) -> RateLimitKey {
        var hasher = Hasher()
        for text in [quota, by, value] {
            for byte in text.utf8 { hasher.combine(byte) }
            // No text has this byte.
            hasher.combine(UInt8.max)
        }
        var other = hasher
        other.combine(UInt8.max)
        return RateLimitKey(
            high: UInt64(bitPattern: Int64(hasher.finalize())),
            low: UInt64(bitPattern: Int64(other.finalize()))
        )
    }
}
