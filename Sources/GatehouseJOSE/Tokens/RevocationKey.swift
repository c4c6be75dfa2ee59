internal import Crypto

/// The 128-bit name of something that can be revoked; it is the same for who records and who checks.
package struct RevocationKey: Hashable, Sendable {
    /// The first 64 bits.
    package let high: UInt64
    /// The last 64 bits.
    package let low: UInt64

    /// Takes the two halves of a key made before.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The name of one token, by its `jti`.
    package static func token(_ tokenID: String) -> RevocationKey {
        RevocationKey(kind: UInt8(ascii: "t"), name: tokenID)
    }

    /// The name of one grant, by the part of `jti` before the point.
    package static func grant(_ grantID: String) -> RevocationKey {
        RevocationKey(kind: UInt8(ascii: "g"), name: grantID)
    }

    /// The name of one client.
    package static func client(_ clientID: String) -> RevocationKey {
        RevocationKey(kind: UInt8(ascii: "c"), name: clientID)
    }

    /// The name of one subject.
    package static func subject(_ subject: String) -> RevocationKey {
        RevocationKey(kind: UInt8(ascii: "s"), name: subject)
    }

    /// The name of something of another issuer, which no name of ours is equal to.
    package static func foreign(_ kind: ForeignKind, _ name: String, of issuer: String) -> RevocationKey {
        // An issuer has no NUL, so that no two pairs make the same text.
        RevocationKey(kind: kind.rawValue, name: "\(issuer)\0\(name)")
    }

    /// What of another issuer a key can name.
    package enum ForeignKind: UInt8, Sendable {
        case token = 84
        case client = 67
        case subject = 83
    }

    /// The first half of SHA-256 over the kind and the name's UTF-8 bytes.
    private init(kind: UInt8, name: String) {
        var hash = SHA256()
        withUnsafeBytes(of: kind) { hash.update(bufferPointer: $0) }
        name.utf8Span.span.withUnsafeBytes { hash.update(bufferPointer: $0) }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in hash.finalize().enumerated() {
            switch index {
            case 0..<8: high = high << 8 | UInt64(byte)
            case 8..<16: low = low << 8 | UInt64(byte)
            default: break
            }
        }
        self.init(high: high, low: low)
    }
}

extension RevocationKey {
    /// The sixteen bytes of this key, for storing it.
    package var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
    }

    /// Reads sixteen stored bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) },
            low: bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
        )
    }
}
