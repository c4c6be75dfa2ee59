import Crypto

/// Checks the codes of authenticators (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 seconds.
package enum TOTP {
    /// How long a code lasts, in seconds.
    package static let period: Int64 = 30

    /// The time step whose code this is, to be kept as the person's `lastStep`; nil if the code is refused.
    ///
    /// The code of the step before and of the step after are accepted, for clocks that differ (RFC 6238 §5.2), but none
    /// up to `lastStep`: a code is used once. `now` is in Unix seconds.
    package static func matchingStep(
        code: String,
        secret: TOTPSecret,
        now: Int64,
        after lastStep: Int64?
    ) -> Int64? {
        guard let typed = digits(code) else { return nil }
        let current = now / period
        var match: Int64?
        // All three are computed and compared whatever the first one says.
        for step in (current - 1)...(current + 1) {
            let isMatch = SecretDigest.isEqual(typed, self.code(of: secret, at: step))
            let isFresh = lastStep.map { step > $0 } ?? true
            // Should two steps have one code, the later is taken, or the code could be used a second time.
            match = isMatch && isFresh ? step : match
        }
        return match
    }

    /// The six digits of a time step, in ASCII.
    static func code(of secret: TOTPSecret, at step: Int64) -> [UInt8] {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        // RFC 6238 §1.2: SHA-1 is what every authenticator knows, and HMAC does not need collision resistance.
        let digest = secret.withExposedBytes { bytes in
            Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: bytes)))
        }
        return truncated(digest)
    }

    /// RFC 4226 §5.3: 31 bits from a place that the last four bits name, as six decimal digits.
    private static func truncated(_ digest: [UInt8]) -> [UInt8] {
        guard let last = digest.last else { return [] }
        let offset = Int(last & 0xF)
        var number = digest.dropFirst(offset).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        var digits = [UInt8](repeating: 0, count: 6)
        for index in digits.indices.reversed() {
            digits[index] = UInt8(ascii: "0") + UInt8(number % 10)
            number /= 10
        }
        return digits
    }

    /// Six ASCII digits; authenticators show them in two groups, so spaces are left out.
    private static func digits(_ code: String) -> [UInt8]? {
        guard code.utf8.count <= 16 else { return nil }
        let digits = code.utf8.filter { $0 != UInt8(ascii: " ") }
        guard digits.count == 6 else { return nil }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Array(digits)
    }
}
