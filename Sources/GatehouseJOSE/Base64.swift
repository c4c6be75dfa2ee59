/// The base64 encoding with padding (RFC 4648 §4).
enum Base64 {
    private static let padding = UInt8(ascii: "=")

    static func encode(_ bytes: [UInt8]) -> String {
        var text = Base64URL.encodedBytes(bytes)
            .map { byte in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "+")
                case UInt8(ascii: "_"): UInt8(ascii: "/")
                default: byte
                }
            }
        while text.count % 4 != 0 {
            text.append(padding)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text in its only form: full padding, no other characters, unused bits zero.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var end = text.count
        while end > 0, text.count - end < 2, text[end - 1] == padding {
            end -= 1
        }
        var translated: [UInt8] = []
        translated.reserveCapacity(end)
        for index in 0..<end {
            switch text[index] {
            case UInt8(ascii: "+"): translated.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): translated.append(UInt8(ascii: "_"))
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            case let byte: translated.append(byte)
            }
        }
        return Base64URL.decode(translated.span)
    }
}
