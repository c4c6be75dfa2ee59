/// Names one request: 128 bits, written as 32 hexadecimal digits, fit to be a trace id (W3C Trace Context §3.2.2.3).
package struct RequestIdentifier: Sendable, Equatable, CustomStringConvertible {
    /// The first 64 bits.
    package let high: UInt64
    /// The last 64 bits.
    package let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The 32 lowercase hexadecimal digits.
    package var description: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        Self.appendHex(high, to: &digits)
        Self.appendHex(low, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    private static func appendHex(_ value: UInt64, to digits: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let nibble = UInt8(truncatingIfNeeded: value &>> UInt64(shift)) & 0xF
            digits.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
        }
    }
}

/// Makes request identifiers for one event loop: fast, unique, and not to be guessed from outside without seeing one.
struct RequestIdentifierSource {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// A repeatable sequence, for tests.
    init(seed: UInt64) {
        self.state = (seed, ~seed, seed &* 0x9E37_79B9_7F4A_7C15, 1)
    }

    init() {
        var system = SystemRandomNumberGenerator()
        self.state = (system.next(), system.next(), system.next(), system.next() | 1)
    }

    /// The next 64 bits (xoshiro256++ of Blackman and Vigna); never a secret, only a name.
    mutating func next() -> UInt64 {
        let sum = state.0 &+ state.3
        let result = ((sum &<< 23) | (sum &>> 41)) &+ state.0
        let shifted = state.1 &<< 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = (state.3 &<< 45) | (state.3 &>> 19)
        return result
    }

    mutating func identifier() -> RequestIdentifier {
        // W3C Trace Context §3.2.2.3: an all-zero trace id is invalid.
        RequestIdentifier(high: next() | 1, low: next())
    }
}
