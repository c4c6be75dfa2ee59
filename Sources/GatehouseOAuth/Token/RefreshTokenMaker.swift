package import GatehouseJOSE

/// Makes refresh tokens: the first of a grant by chance, each next one from the one before.
///
/// The store keeps digests only. Whoever presents a token again within the grace gets the same successor, because it
/// can be computed once more from the salt in the store and the token itself.
package struct RefreshTokenMaker: Sendable {
    private static let byteCount = 32
    private static let saltByteCount = 16
    /// The length of 32 bytes in base64url.
    private static let textByteCount = 43

    private let key: SealingKey

    /// Derives what it needs from the server's root key.
    package init(root: SealingKey) {
        key = root.derived(purpose: "refresh")
    }

    /// The first refresh token of a grant.
    package func first(_ entropy: some EntropySource) -> Secret<String> {
        Secret(Base64URL.encode(entropy.bytes(Self.byteCount)))
    }

    /// What goes into the store for the token after the next rotation.
    package func salt(_ entropy: some EntropySource) -> [UInt8] {
        entropy.bytes(Self.saltByteCount)
    }

    /// The token that follows `token`, whose row has that salt.
    package func successor(of token: Secret<String>, salt: [UInt8]) -> Secret<String> {
        token.withExposedValue { Secret(Base64URL.encode(key.hmac(salt + Array($0.utf8)))) }
    }

    /// Whether a text could be a refresh token at all, so that it is worth a look-up.
    static func isPlausible(_ text: String) -> Bool {
        text.utf8.count == textByteCount && Base64URL.decode(text) != nil
    }
}
