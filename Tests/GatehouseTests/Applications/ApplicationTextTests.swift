import GatehouseControl
import GatehousePolicy
import Testing

@testable import Gatehouse

@Suite("Applications as text")
struct ApplicationTextTests {
    @Test func aDocumentReadsAsAPersonWouldWriteIt() throws {
        let draft = ApplicationDraft.fixture(
            name: "Orders: all of them",
            upstreams: ["http://127.0.0.1:9000"],
            hosts: ["api.example.test", "other.example.test:8443"],
            stripPrefix: true,
            audience: "https://api.example.test/tstapp",
            scopes: [
                ApplicationDraft.Scope(name: "tstapp_data.read", text: "Read your data"),
                ApplicationDraft.Scope(name: "tstapp_data.write", text: "Create, change", isAssigned: true),
            ],
            routes: [
                ApplicationDraft.Route(match: "GET /health", requirement: "public"),
                ApplicationDraft.Route(
                    match: "POST,PUT /data/{id}",
                    requirement: "tstapp_data.read  tstapp_data.write"
                ),
                ApplicationDraft.Route(match: "GET /x/**", requirement: "{any: [tstapp_data.read], max_age: 300}"),
            ]
        )
        #expect(
            try ApplicationText.document(draft) == """
                application: tstapp
                name: "Orders: all of them"
                upstream: http://127.0.0.1:9000
                hosts: [api.example.test, other.example.test:8443]
                prefix: /tstapp
                strip_prefix: true
                audience: https://api.example.test/tstapp
                scopes:
                  tstapp_data.read: Read your data
                  tstapp_data.write: { text: "Create, change", assigned: true }
                routes:
                  GET /health: public
                  POST,PUT /data/{id}: [tstapp_data.read, tstapp_data.write]
                  GET /x/**: { any: [tstapp_data.read], max_age: 300 }

                """
        )
    }

    @Test(arguments: [
        ("public", "public"), ("  a_b \t a_c ", "a_b a_c"), ("[a_b, a_c]", "a_b a_c"), ("[a_b]", "a_b"),
        ("[public]", "[public]"), ("{ any: [a_b], claims: {level: [1, '1', true, -5, x y]} }", Self.claims), ("", ""),
    ])
    func aRequirementIsOneLine(typed: String, line: String) throws {
        let requirement = try RequirementText(typed: typed)
        #expect(requirement.line == line)
        #expect(try RequirementText(typed: line).yaml == requirement.yaml)
    }

    private static let claims = "{ any: [a_b], claims: { level: [1, \"1\", true, -5, x y] } }"

    @Test func aListOfOneWordNeverBecomesTheWord() throws {
        #expect(try RequirementText(typed: "[public]").yaml == "[public]")
    }

    @Test(arguments: ["{", "[a", "{ a: b }\n---\nc: d", "{ a: *b }", "{ a: &b c }", "[a] b"])
    func aRequirementThatIsNoYAMLIsRefused(typed: String) {
        #expect(throws: YAMLRefusal.self) { try RequirementText(typed: typed) }
    }

    @Test(arguments: Self.hostile)
    func aHostileTextIsReadBackByteForByteWhereverItStands(text: String) throws {
        let draft = ApplicationDraft.fixture(
            key: text,
            name: text,
            upstreams: [text, "b"],
            hosts: [text],
            prefix: text,
            audience: text,
            scopes: [
                ApplicationDraft.Scope(name: text, text: text),
                ApplicationDraft.Scope(name: "other", text: text, isAssigned: true),
            ],
            routes: [
                ApplicationDraft.Route(match: text, requirement: text),
                ApplicationDraft.Route(match: "GET /x", requirement: "a \(text) b"),
            ]
        )
        try expectRoundTrip(draft)
    }

    @Test(arguments: 0..<400)
    func anyDraftIsReadBackByteForByte(seed: UInt64) throws {
        var generator = Scrambler(seed)
        try expectRoundTrip(generator.draft())
    }

    private func expectRoundTrip(_ draft: ApplicationDraft) throws {
        let canonical: ApplicationDraft
        do {
            canonical = try draft.canonical()
        } catch {
            // A requirement in brackets that is no YAML is refused before anything is written.
            return
        }
        let text = try ApplicationText.document(canonical)
        let read = try ApplicationDraft.reading(text)
        #expect(read.hasSameText(as: canonical), "\(text)")
        #expect(try ApplicationText.document(read) == text)
    }

    private static let hostile = [
        "true", "null", "~", "12", "1e3", "0x1f", "12:30", ".inf", "no", "- a", "-", "? a", ": a", "a: b", "a:", "a #b",
        "#", "'", "\"", "\\", "a\"b", "it's", "%x", "@x", "`x", "|", ">", "&a", "*a", "!a", "<<", "=", "{a", "[a", "]",
        "}", ",", "a, b", " a", "a ", "a\nb", "a\r\nb", "\ta", "a\tb", "\u{0}", "\u{7}", "\u{7F}", "\u{85}", "\u{A0}",
        "\u{2028}", "\u{202E}x", "\u{FEFF}", "\u{F8FF}", "\u{FFFE}", "\u{1F600}", "e\u{301}", "\u{E9}", "---", "...",
        "--- a", "key: &x {a: b}", "<script>alert(1)</script>", "application: other", "x\nroutes:\n  ANY /**: public",
        "\u{10FFFF}", "a\u{0}b", "ü", "日本語", "a?b", "http://a:1", "unix:/run/x.sock",
    ]
}

/// Makes drafts of characters that mean something in YAML.
private struct Scrambler {
    private static let alphabet = Array(
        " \t\n\r:#-?,[]{}&*!|>'\"%@`~<=.\\/abz019_éü\u{0}\u{85}\u{2028}\u{FEFF}😀".unicodeScalars
    )
    private var state: UInt64

    init(_ seed: UInt64) {
        self.state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func draft() -> ApplicationDraft {
        ApplicationDraft(
            key: text(),
            name: text(),
            upstreams: list { $0.text() },
            hosts: list { $0.text() },
            prefix: text(),
            stripPrefix: next(2) == 0,
            audience: text(),
            scopes: list { ApplicationDraft.Scope(name: $0.text(), text: $0.text(), isAssigned: $0.next(2) == 0) },
            routes: list { ApplicationDraft.Route(match: $0.text(), requirement: $0.text()) }
        )
    }

    private mutating func list<Element>(_ make: (inout Scrambler) -> Element) -> [Element] {
        var list: [Element] = []
        for _ in 0..<next(4) { list.append(make(&self)) }
        return list
    }

    private mutating func text() -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<next(8) { scalars.append(Self.alphabet[next(Self.alphabet.count)]) }
        return String(scalars)
    }

    private mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }
}
