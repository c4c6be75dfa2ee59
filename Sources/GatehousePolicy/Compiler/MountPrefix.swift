/// Knows what may stand under `prefix`: segments whose letters are the same in every spelling of a path.
enum MountPrefix {
    static let maximumDepth = 16

    /// What is wrong with the prefix, or nil.
    static func problem(of text: String) -> FieldProblem? {
        if text == "/" { return nil }
        guard text.utf8.first == UInt8(ascii: "/") else {
            return FieldProblem("the prefix \(Quoted(text)) does not begin with '/'", "write \(Quoted("/" + text))")
        }
        guard text.utf8.last != UInt8(ascii: "/") else {
            return FieldProblem("the prefix \(Quoted(text)) ends with '/'", "leave it out")
        }
        let segments = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let areRight = segments.allSatisfy { segment in
            !segment.isEmpty && segment.allSatisfy(isUnreserved) && !isDots(segment)
        }
        guard areRight, segments.count <= maximumDepth else {
            return FieldProblem(
                "\(Quoted(text)) is not a prefix",
                "use at most \(maximumDepth) segments of letters, digits, '-', '.', '_' and '~'"
            )
        }
        return nil
    }

    // RFC 3986 §2.3
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~".utf8.contains(byte)
        }
    }

    private static func isDots(_ segment: some Collection<UInt8>) -> Bool {
        segment.count <= 2 && segment.allSatisfy { $0 == UInt8(ascii: ".") }
    }
}
