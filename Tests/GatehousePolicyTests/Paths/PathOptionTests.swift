import Testing

@testable import GatehousePolicy

@Suite("What an application opts in to")
struct PathOptionTests {
    private static let slash = PathOptions(encodedSlash: true)
    private static let parameters = PathOptions(parameters: true)
    private static let empty = PathOptions(emptySegments: true)
    private static let double = PathOptions(doubleEncoding: true)

    static let kept: [(PathOptions, String, String)] = [
        (slash, "/a%2fb", "/a%2Fb"), (slash, "/%2F", "/%2F"), (slash, "/a%2Fb/../c", "/c"),
        (slash, "/a/%2F%2f", "/a/%2F%2F"),
        (slash, "/..a%2F...", "/..a%2F..."),
        (parameters, "/a;b=c/d", "/a;b=c/d"), (parameters, "/;", "/;"), (parameters, "/a;../b", "/a;../b"),
        (parameters, "/a;b/..", "/"), (parameters, "/...;x", "/...;x"), (parameters, "/a;%2e%2E", "/a;.."),
        (empty, "//", "//"), (empty, "/a//b", "/a//b"), (empty, "/a//..", "/a/"), (empty, "//..", "/"),
        (empty, "/a//../..", "/"), (empty, "/a//./", "/a//"), (empty, "///a", "///a"),
        (double, "/%2541", "/%2541"), (double, "/a%252e%252e/", "/a%252e%252e/"), (double, "/%25%34%31", "/%2541"),
        (double, "/%252F", "/%252F"), (double, "/%25252f", "/%25252f"),
    ]

    @Test(arguments: kept)
    func whatIsOptedInToStays(options: PathOptions, path: String, expected: String) throws {
        #expect(try CanonicalForm.text(path, options: options) == expected)
        #expect(try CanonicalForm.text(path, options: .permissive) == expected)
    }

    /// Each option lifts its own refusal and no other.
    @Test(arguments: [
        ("/a%2Fb", PathRefusal.encodedSlash, 1), ("/a;b", .parameter, 2), ("/a//b", .emptySegment, 4),
        ("/%2541", .doubleEncoding, 8),
    ])
    func anOptionLiftsItsOwnRefusalAlone(path: String, refusal: PathRefusal, bit: Int) throws {
        #expect(refusal.isOptional)
        for (bits, options) in CanonicalForm.allOptions.enumerated() {
            if bits & bit == 0 {
                #expect(throws: refusal) { try CanonicalForm.text(path, options: options) }
            } else {
                #expect(try CanonicalForm.text(path, options: options) == path)
            }
        }
    }

    /// An upstream that cuts parameters off, or decodes the slash, would climb.
    @Test(arguments: [
        "/a/..;", "/a/..;x=y/b", "/a/.;x", "/a/%2e%2e;x", "/..;/", "/a%2F..", "/a%2F.", "/..%2Fa", "/.%2Fa",
        "/a%2F..%2Fb",
        "/..%3Bx", "/..%3b", "/%252e%252e/", "/a/%252e", "/a%252f..", "/..%252fa", "/%25252e.", "/..%253Bx",
        "/..%255ca",
        "/a%2f%2e%2e", "/a%2F..;x", "/a;x%2F..", "/a;x%2F..;y", "/.%2F..", "/a%2F../b",
    ])
    func disguisedDotSegmentsAreRefusedWithEveryOption(path: String) {
        #expect(throws: PathRefusal.disguisedDotSegment) { try CanonicalForm.text(path, options: .permissive) }
    }

    /// `%3B` needs no opt-in, so this one is refused without any as well.
    @Test func anEncodedSemicolonDisguisesNoDotSegment() throws {
        #expect(throws: PathRefusal.disguisedDotSegment) { try CanonicalForm.text("/a/..%3bx", options: .strict) }
        #expect(try CanonicalForm.text("/a/...%3bx", options: .strict) == "/a/...%3Bx")
    }

    @Test(arguments: [
        ("/\\", PathRefusal.backslash), ("/%5c", .backslash), ("/%00", .controlCharacter), ("/%0A", .controlCharacter),
        ("/\u{1}", .controlCharacter), ("/%", .badEscape), ("a", .notAbsolute), ("/..", .leavesRoot),
        ("/#", .delimiter),
        ("/a//../../..", .leavesRoot),
    ])
    func theRestHasNoOptIn(path: String, refusal: PathRefusal) {
        #expect(throws: refusal) { try CanonicalForm.text(path, options: .permissive) }
        #expect(!refusal.isOptional)
    }
}
