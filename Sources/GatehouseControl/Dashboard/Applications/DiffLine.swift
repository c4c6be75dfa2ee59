/// One line of a unified diff, with its line feed.
struct DiffLine: Sendable, Equatable {
    let text: String
    let isAdded: Bool
    let isRemoved: Bool
    let isContext: Bool

    /// What stands before the first hunk names files, though it begins with the same signs.
    static func lines(of diff: String) -> [DiffLine] {
        let lineFeed = UInt8(ascii: "\n")
        var lines: [DiffLine] = []
        var isInHunk = false
        for bytes in diff.utf8.split(separator: lineFeed, omittingEmptySubsequences: false) {
            isInHunk = isInHunk || bytes.first == UInt8(ascii: "@")
            let isAdded = isInHunk && bytes.first == UInt8(ascii: "+")
            let isRemoved = isInHunk && bytes.first == UInt8(ascii: "-")
            let isLast = bytes.endIndex == diff.utf8.endIndex
            guard !isLast || !bytes.isEmpty else { break }
            let text = String(Substring(bytes)) + (isLast ? "" : "\n")
            let isContext = !isAdded && !isRemoved
            lines.append(DiffLine(text: text, isAdded: isAdded, isRemoved: isRemoved, isContext: isContext))
        }
        return lines
    }
}
