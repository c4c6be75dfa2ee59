import GatehouseJOSE

/// A password as it is stored: the result of scrypt (RFC 7914) with what is needed to compute it again.
///
/// Its text is `$scrypt$ln=17,r=8,p=1$SALT$HASH`, the last two in Base64 without padding.
package struct PasswordHash: Sendable {
    /// The cost that was paid for this hash.
    package let parameters: Parameters
    /// 16 to 64 bytes of chance.
    package let salt: [UInt8]
    /// 32 to 64 bytes that scrypt made of the password.
    package let key: [UInt8]

    /// Answers nil for a salt or a key of a size that is not accepted.
    package init?(parameters: Parameters, salt: [UInt8], key: [UInt8]) {
        guard (16...64).contains(salt.count), (32...64).contains(key.count) else { return nil }
        self.parameters = parameters
        self.salt = salt
        self.key = key
    }

    /// Whether the password should be hashed anew at the next sign-in, because it was hashed with another cost.
    package var needsRehash: Bool { parameters != .standard }

    /// Whether scrypt made this key again; takes the same time wherever the difference is.
    package func isMatched(by computed: [UInt8]) -> Bool {
        SecretDigest.isEqual(key, computed)
    }
}

extension PasswordHash {
    /// The form in which it is stored.
    package var text: String {
        "$scrypt$\(parameters.text)$\(Self.encoded(salt))$\(Self.encoded(key))"
    }

    /// Reads the one text that `text` writes for a hash; answers nil for every other.
    package init?(_ text: String) {
        // The longest hash has 205 bytes.
        guard text.utf8.count <= 256 else { return nil }
        let fields = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].isEmpty, fields[1].elementsEqual("scrypt".utf8) else { return nil }
        guard let parameters = Parameters(Substring(fields[2])) else { return nil }
        guard let salt = Self.decoded(fields[3]), let key = Self.decoded(fields[4]) else { return nil }
        self.init(parameters: parameters, salt: salt, key: key)
    }

    private static let plus = UInt8(ascii: "+")
    private static let slash = UInt8(ascii: "/")
    private static let minus = UInt8(ascii: "-")
    private static let underscore = UInt8(ascii: "_")

    private static func encoded(_ bytes: [UInt8]) -> String {
        let text = Base64URL.encode(bytes).utf8.map { $0 == minus ? plus : $0 == underscore ? slash : $0 }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decoded(_ field: Substring.UTF8View) -> [UInt8]? {
        // RFC 4648 §4, not §5: one hash has one text.
        guard !field.contains(where: { $0 == minus || $0 == underscore }) else { return nil }
        let text = field.map { $0 == plus ? minus : $0 == slash ? underscore : $0 }
        return Base64URL.decode(text.span)
    }
}

extension PasswordHash: Equatable {
    package static func == (first: PasswordHash, second: PasswordHash) -> Bool {
        first.parameters == second.parameters && first.salt == second.salt && first.isMatched(by: second.key)
    }
}

extension PasswordHash: CustomStringConvertible, CustomReflectable {
    /// The cost alone: whoever has the rest can try passwords at leisure.
    package var description: String { "<scrypt \(parameters.text)>" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
