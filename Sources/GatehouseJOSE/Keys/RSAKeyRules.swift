internal import CryptoExtras

/// Says which RSA keys are acceptable.
enum RSAKeyRules {
    // RFC 7518 §3.3: at least 2048 bits. The upper bound keeps one verification from costing milliseconds.
    private static let modulusBits = 2048...8192

    private static let exponentByteCount = 1...4

    static func publicKey(modulus: [UInt8], exponent: [UInt8]) throws(KeyRefusal) -> _RSA.Signing.PublicKey {
        guard isAcceptableSize(modulus) else { throw .unacceptableSize }
        guard isAcceptableExponent(exponent), isOdd(modulus) else { throw .invalidKey }
        guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { throw .invalidKey }
        return key
    }

    private static func isAcceptableSize(_ modulus: [UInt8]) -> Bool {
        guard let first = modulus.first else { return false }
        return modulusBits.contains(modulus.count * 8 - first.leadingZeroBitCount)
    }

    // RFC 8017 §3.1: an odd number from 3 on.
    private static func isAcceptableExponent(_ exponent: [UInt8]) -> Bool {
        exponentByteCount.contains(exponent.count) && isOdd(exponent) && exponent != [1]
    }

    private static func isOdd(_ integer: [UInt8]) -> Bool {
        integer.last.map { $0 & 1 == 1 } ?? false
    }
}
