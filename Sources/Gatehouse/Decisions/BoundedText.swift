/// The longest texts of a request that are kept, in bytes.
enum TextLimit {
    static let path = 2_048
    static let identifier = 256
    static let method = 64
    /// Elements of a list of identifiers.
    static let elements = 64
}

/// The longest texts of a token that nobody vouches for: whoever sends it pays nothing for it.
enum UnverifiedLimit {
    static let identifier = 128
    static let element = 64
    /// Elements of a list of identifiers.
    static let elements = 8
    /// Of all texts together.
    static let total = 1_024
}

extension String {
    /// The text, or as many whole characters of it as fit with a mark that there was more.
    func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        guard limit >= 3 else { return "" }
        var end = utf8.index(utf8.startIndex, offsetBy: limit - 3)
        while UTF8.isContinuation(utf8[end]) { end = utf8.index(before: end) }
        return String(self[..<end]) + "…"
    }
}

extension [String] {
    /// At most so many elements, each cut.
    func cutIdentifiers() -> [String] {
        prefix(TextLimit.elements).map { $0.cut(to: TextLimit.identifier) }
    }
}
