import Crypto
import GatehouseJOSE

/// Recognises the secret behind a code's challenge (RFC 7636 §4.6).
package enum CodeVerifier {
    /// RFC 7636 §4.1: how long a verifier is.
    private static let lengths = 43...128

    /// Says, in constant time, whether the S256 challenge was made from this verifier.
    package static func isCorrect(_ verifier: String?, for challenge: String) -> Bool {
        guard let verifier, isWellFormed(verifier) else { return false }
        return SecretDigest.isEqual(Array(Self.challenge(of: verifier).utf8), Array(challenge.utf8))
    }

    /// RFC 7636 §4.2: the S256 challenge of a verifier.
    package static func challenge(of verifier: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8))))
    }

    /// RFC 7636 §4.1: 43 to 128 unreserved characters.
    package static func isWellFormed(_ verifier: String) -> Bool {
        lengths.contains(verifier.utf8.count) && verifier.utf8.allSatisfy(isUnreserved)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
