internal import Crypto
internal import FoundationEssentials

/// A secret of 32 bytes that keeps values confidential and unchanged (AES-256-GCM, HMAC-SHA-256).
///
/// Each use works with a key of its own that is derived from the secret (RFC 5869).
package struct SealingKey: Sendable {
    /// The size of the secret.
    package static let byteCount = 32

    private let root: SymmetricKey
    private let cipherKey: SymmetricKey
    private let codeKey: SymmetricKey

    private init(_ root: SymmetricKey) {
        self.root = root
        cipherKey = Self.derive(from: root, info: "gatehouse/seal")
        codeKey = Self.derive(from: root, info: "gatehouse/hmac")
    }

    /// Takes a secret; nil unless it has 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(SymmetricKey(data: bytes))
    }

    /// Makes a new secret.
    package static func generate() -> SealingKey {
        SealingKey(SymmetricKey(size: .bits256))
    }

    /// The key for one purpose; keys for different purposes tell nothing about each other.
    package func derived(purpose: String) -> SealingKey {
        SealingKey(Self.derive(from: root, info: "gatehouse/purpose/" + purpose))
    }

    private static func derive(from key: SymmetricKey, info: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array(info.utf8), outputByteCount: byteCount)
    }
}

extension SealingKey {
    /// Encrypts with a random 96-bit nonce; what comes out opens only with the same context.
    ///
    /// The result is nonce, ciphertext, tag: 28 bytes longer than the plaintext.
    package func seal(_ plaintext: [UInt8], context: String) -> [UInt8] {
        guard
            let box = try? AES.GCM.seal(plaintext, using: cipherKey, authenticating: Array(context.utf8)),
            let sealed = box.combined
        else {
            // The library refuses only keys and nonces of other sizes.
            preconditionFailure("a key of 32 bytes with a nonce of 12 bytes seals everything")
        }
        return Array(sealed)
    }

    /// The plaintext that this key sealed with this context; nil for anything else.
    package func open(_ sealed: [UInt8], context: String) -> [UInt8]? {
        guard
            let box = try? AES.GCM.SealedBox(combined: sealed),
            let plaintext = try? AES.GCM.open(box, using: cipherKey, authenticating: Array(context.utf8))
        else { return nil }
        return Array(plaintext)
    }

    /// The authentication code of a message, 32 bytes.
    package func hmac(_ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: codeKey))
    }

    /// Says, in constant time, whether these bytes are the authentication code of the message.
    package func isValid(hmac code: [UInt8], for message: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: codeKey)
    }
}

extension SealingKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing about the secret.
    package var description: String { "SealingKey" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
