/// Folds the case of ASCII letters, the only letters for which that is the same in every language.
enum ASCIICase {
    static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    static func raised(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & ~0x20 : byte
    }

    static func lowered(_ text: String) -> String {
        String(decoding: text.utf8.map { lowered($0) }, as: UTF8.self)
    }
}
