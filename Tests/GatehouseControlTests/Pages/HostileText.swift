/// Texts that would break out of an attribute or an element that does not escape them.
enum HostileText {
    /// A quotation mark, with and without a mark that joins it to one character.
    static let all = [
        "\"><script>alert(1)</script>{{x}}'&",
        "\"\u{301}><\u{338}script\u{301}>alert(1)<\u{301}/script>{{x}}'\u{301}&\u{301}",
    ]

    /// A text of the same shape that means nothing in HTML.
    static func harmless(_ text: String) -> String {
        String(decoding: text.utf8.map { "<>\"&'".utf8.contains($0) ? 0x2D : $0 }, as: UTF8.self)
    }
}
