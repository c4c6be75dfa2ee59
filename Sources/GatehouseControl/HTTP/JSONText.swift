/// Writes texts of our own into JSON without an encoder.
enum JSONText {
    /// The text without what a JSON string or an `error_description` may not hold.
    ///
    /// RFC 6749 §5.2: values are visible ASCII or space, without `"` and `\`, so nothing needs escaping.
    static func plain(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
        return String(decoding: text.utf8.filter(isPlain), as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
