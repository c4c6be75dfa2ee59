import GatehouseJOSE

/// What a new password must be, after NIST SP 800-63B §5.1.1.2: long, and not one that is easy to guess.
///
/// No kind of character is asked for and none is refused. The bytes count as they were sent: normalisation would need
/// tables that are not at hand on every platform, and the forms of all current browsers send the same bytes for the
/// same keys.
package enum PasswordRule {
    /// The fewest Unicode scalars.
    package static let minimumScalars = 10
    /// The most bytes of UTF-8.
    package static let maximumBytes = 1024

    /// Throws the first flaw that a new password of this person has.
    package static func check(
        _ password: Secret<String>,
        username: Username,
        email: EmailAddress?
    ) throws(PasswordFlaw) {
        try password.withExposedValue { text throws(PasswordFlaw) in
            guard text.utf8.count <= maximumBytes else { throw .tooLong }
            guard text.unicodeScalars.count >= minimumScalars else { throw .tooShort }
            let folded = ASCIICase.lowered(text)
            guard !folded.hasSameBytes(as: username.value) else { throw .username }
            guard !isPart(folded, of: email) else { throw .email }
            guard !CommonPasswords.contains(folded) else { throw .common }
            let scalars = folded.unicodeScalars.map(\.value)
            guard !isRepetitive(scalars) else { throw .repetitive }
            guard !isSequence(scalars) else { throw .sequence }
        }
    }

    private static func isPart(_ folded: String, of email: EmailAddress?) -> Bool {
        guard let email else { return false }
        let local = email.folded.utf8.prefix { $0 != UInt8(ascii: "@") }
        return folded.hasSameBytes(as: email.folded) || folded.utf8.elementsEqual(local)
    }

    /// One to four characters that come again until the end.
    private static func isRepetitive(_ scalars: [UInt32]) -> Bool {
        (1...4)
            .contains { period in
                zip(scalars, scalars.dropFirst(period)).allSatisfy { $0 == $1 }
            }
    }

    /// Every character is the next one, or every character is the one before; after 9 comes 0.
    private static func isSequence(_ scalars: [UInt32]) -> Bool {
        let neighbours = zip(scalars, scalars.dropFirst())
        return neighbours.allSatisfy { follows($0, $1) } || neighbours.allSatisfy { follows($1, $0) }
    }

    private static func follows(_ first: UInt32, _ second: UInt32) -> Bool {
        // A scalar is at most 0x10FFFF.
        second == first + 1 || (first == 0x39 && second == 0x30)
    }
}
