/// A code that stands in once for a lost authenticator: ten characters with 50 random bits, shown as `K7Q2M-9FXTD`.
///
/// The alphabet is that of Crockford's Base32, which has no I, L, O and U.
package struct RecoveryCode: Sendable {
    /// How many a person gets.
    package static let count = 10

    private static let alphabet = [UInt8]("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let length = 10

    private let characters: Secret<String>

    /// Reads what a person typed: small letters, spaces and dashes anywhere, O for 0, I or L for 1; nil for the rest.
    package init?(typed: String) {
        guard let typed = TypedCode.characters(of: typed), typed.count == Self.length else { return nil }
        let characters = typed.map(Self.unambiguous)
        guard characters.allSatisfy(Self.alphabet.contains) else { return nil }
        self.characters = Secret(String(decoding: characters, as: UTF8.self))
    }

    private init(entropy: some EntropySource) {
        // 32 characters: five bits of each byte, all equally likely.
        let characters = entropy.bytes(Self.length).map { Self.alphabet[Int($0 & 31)] }
        self.characters = Secret(String(decoding: characters, as: UTF8.self))
    }

    /// A fresh set for one person.
    package static func makeSet(entropy: some EntropySource) -> [RecoveryCode] {
        (0..<count).map { _ in RecoveryCode(entropy: entropy) }
    }

    /// The form that is shown, once, to the person.
    package var shown: Secret<String> {
        characters.withExposedValue { Secret(TypedCode.grouped($0, size: 5)) }
    }

    /// SHA-256 of the characters, under which the code is stored.
    ///
    /// A fast digest suffices: no dictionary helps against random characters, guesses are throttled, and whoever tries
    /// all 2^50 against a stolen store still lacks the password, which is asked for first.
    package var digest: [UInt8] {
        characters.withExposedValue { SecretDigest.of($0) }
    }

    private static func unambiguous(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        default: character
        }
    }
}
