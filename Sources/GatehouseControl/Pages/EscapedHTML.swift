import Mustache

/// Escapes text for HTML scalar by scalar.
///
/// The library's own way goes by `Character`, and misses a quotation mark that a combining mark follows: together they
/// are one character, and to a browser still the end of an attribute. Every template that shows a value begins with
/// `{{%CONTENT_TYPE:GATEHOUSE}}`, which chooses this one.
struct EscapedHTML: MustacheContentType {
    /// The name that templates give it.
    static let name = "GATEHOUSE"

    func escapeText(_ text: String) -> String {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): escaped += "&lt;".utf8
            case UInt8(ascii: ">"): escaped += "&gt;".utf8
            case UInt8(ascii: "&"): escaped += "&amp;".utf8
            case UInt8(ascii: "\""): escaped += "&quot;".utf8
            case UInt8(ascii: "'"): escaped += "&#39;".utf8
            case 0: escaped += "\u{FFFD}".utf8
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
