import Testing

@testable import GatehousePolicy

@Suite("The canonical path")
struct CanonicalPathTests {
    @Test(arguments: [
        "/", "/a", "/a/b/", "/a.b/..c/...", "/-._~", "/!$&'()*+,=:@", "/a/.b", "/%20%22%3A%3B%3F%23%40%21%7C",
        "/%C3%A9",
        "/%25", "/%25g1", "/%251", "/%251/1", "/%251g", "/%7B%7D",
    ])
    func aCanonicalPathIsLeftAlone(path: String) throws {
        var output: [UInt8] = [1, 2, 3]
        let isWritten = try CanonicalPath.canonicalize(Array(path.utf8).span, options: .strict, into: &output)
        #expect(!isWritten)
        #expect(output == [1, 2, 3])
    }

    /// RFC 3986 §6.2.2: unreserved characters are decoded, everything else is encoded in uppercase.
    @Test(arguments: [
        ("", "/"), ("/%61", "/a"), ("/%7e%2D%5f%41%7A%30", "/~-_Az0"), ("/%c3%a9", "/%C3%A9"), ("/\u{E9}", "/%C3%A9"),
        ("/a b", "/a%20b"), ("/\"<>^`{|}", "/%22%3C%3E%5E%60%7B%7C%7D"), ("/[x]", "/%5Bx%5D"),
        ("/%3a%40%2b", "/%3A%40%2B"),
        ("/%3b", "/%3B"), ("/%25%67", "/%25g"), ("/\u{1F600}", "/%F0%9F%98%80"),
    ])
    func octetsHaveOneSpelling(path: String, expected: String) throws {
        #expect(try CanonicalForm.text(path) == expected)
    }

    /// RFC 3986 §5.2.4.
    @Test(arguments: [
        ("/.", "/"), ("/./", "/"), ("/a/.", "/a/"), ("/a/./b", "/a/b"), ("/a/..", "/"), ("/a/../", "/"),
        ("/a/b/..", "/a/"), ("/a/b/../", "/a/"), ("/a/b/../c", "/a/c"), ("/a/b/c/./../../g", "/a/g"),
        ("/a/../b/../", "/"),
        ("/%2e", "/"), ("/a/%2E%2e/b", "/b"), ("/a/.%2e/b", "/b"), ("/a/%2e./b", "/b"), ("/./a/../b", "/b"),
        ("/a/b/../../c/", "/c/"),
    ])
    func dotSegmentsAreResolved(path: String, expected: String) throws {
        #expect(try CanonicalForm.text(path) == expected)
    }

    static let refused: [RefusedPath] = [
        ("a", .notAbsolute), ("%2Fa", .notAbsolute), ("./a", .notAbsolute), ("*", .notAbsolute),
        ("/%", .badEscape), ("/%2", .badEscape), ("/%g0", .badEscape), ("/%0g", .badEscape), ("/%%41", .badEscape),
        ("/a%", .badEscape), ("/% 41", .badEscape), ("/%u0041", .badEscape),
        ("/a%2Fb", .encodedSlash), ("/a%2fb", .encodedSlash), ("/%2f", .encodedSlash), ("/..%2f..", .encodedSlash),
        ("/a\\b", .backslash), ("/a%5Cb", .backslash), ("/a%5cb", .backslash), ("/..\\", .backslash),
        ("/a\u{0}", .controlCharacter), ("/a%00", .controlCharacter), ("/%0d%0a", .controlCharacter),
        ("/%1F", .controlCharacter), ("/\t", .controlCharacter), ("/%7f", .controlCharacter),
        ("/\u{7F}", .controlCharacter),
        ("/a;b", .parameter), ("/a;", .parameter), ("/;", .parameter), ("/a/..;/b", .parameter),
        ("/%2561", .doubleEncoding), ("/%252e%252e", .doubleEncoding), ("/%25%32%46", .doubleEncoding),
        ("/%252F", .doubleEncoding), ("/%25aF", .doubleEncoding), ("/a%25%361", .doubleEncoding),
        ("/a#b", .delimiter), ("/a?b", .delimiter),
        ("//", .emptySegment), ("//a", .emptySegment), ("/a//b", .emptySegment), ("/a//", .emptySegment),
        ("/a/..//", .emptySegment), ("/.//a", .emptySegment),
        ("/..", .leavesRoot), ("/../a", .leavesRoot), ("/a/../..", .leavesRoot), ("/%2e%2e/", .leavesRoot),
        ("/./../a", .leavesRoot), ("/a/../../a/b", .leavesRoot),
    ]

    @Test(arguments: refused)
    func aPathThatCouldMeanTwoThingsIsRefused(path: String, refusal: PathRefusal) {
        #expect(throws: refusal) { try CanonicalForm.text(path) }
    }

    /// RFC 3629 §3: lone continuations, overlong forms, surrogates, what is beyond U+10FFFF, and what breaks off.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC3, 0x28], [0xE0, 0x80, 0xAF],
            [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xAF],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xFE],
            [0xFF],
        ] as [[UInt8]]
    )
    func whatIsNotUTF8IsRefusedRawAndEncoded(octets: [UInt8]) {
        let encoded = octets.map { "%" + String($0, radix: 16) }.joined()
        for options in [PathOptions.strict, .permissive] {
            for rest in ["", "/a", "a", "%2f", "%41"] {
                let raw = Array("/".utf8) + octets + Array(rest.utf8)
                #expect(throws: PathRefusal.invalidUTF8) { try CanonicalForm.bytes(raw, options: options) }
                #expect(throws: PathRefusal.invalidUTF8) {
                    try CanonicalForm.text("/\(encoded)\(rest)", options: options)
                }
            }
        }
    }

    @Test func rawAndEncodedOctetsMakeOneCharacter() throws {
        let mixed = Array("/%E2".utf8) + [0x82] + Array("%ac".utf8)
        #expect(try CanonicalForm.bytes(mixed) == Array("/%E2%82%AC".utf8))
    }

    /// The fast pass and the careful one agree about every single octet, at every place that matters.
    @Test func everyOctetIsTreatedTheSameWhereverItStands() {
        for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: "/") && byte != UInt8(ascii: ".") {
            let alone = try? CanonicalForm.bytes(Array("/x".utf8) + [byte])
            let careful = try? CanonicalForm.bytes(Array("/./x".utf8) + [byte])
            #expect(alone == careful, "byte \(byte)")
        }
    }
}
