/// Reads codes that people copy by hand.
enum TypedCode {
    /// The letters in upper case with the digits, without what separates groups; nil if there is anything else.
    static func characters(of typed: String) -> [UInt8]? {
        guard typed.utf8.count <= 64 else { return nil }
        var characters: [UInt8] = []
        for scalar in typed.unicodeScalars where !isSeparator(scalar) {
            guard scalar.isASCII, let byte = UInt8(exactly: scalar.value), isAlphanumeric(byte) else { return nil }
            characters.append(ASCIICase.raised(byte))
        }
        return characters
    }

    /// Spaces, dots and dashes, with those that keyboards of telephones put in their place.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "\t", "\r", "\n", "\u{2212}": true
        default:
            scalar.properties.generalCategory == .dashPunctuation
                || scalar.properties.generalCategory == .spaceSeparator
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch ASCIICase.lowered(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    /// The same characters in two groups of the same size.
    static func grouped(_ characters: String, size: Int) -> String {
        "\(characters.prefix(size))-\(characters.dropFirst(size))"
    }
}
