import GatehouseControl
import GatehousePolicy
import Testing

@testable import Gatehouse

@Suite("Editing a policy document")
struct DocumentEditTests {
    @Test func whatDoesNotChangeStaysByteForByte() throws {
        #expect(try edit { _ in } == WrittenPolicy.text)
    }

    @Test func aSentenceIsRewrittenInItsLine() throws {
        let edited = try edit { $0.scopes[0].text = "Read: everything" }
        #expect(
            edited
                == WrittenPolicy.text.replacing(
                    "tstapp_data.read:  Read your data        # harmless",
                    with: "tstapp_data.read:  \"Read: everything\"        # harmless"
                )
        )
    }

    @Test func aValueBetweenBracketsKeepsTheCommentBehindIt() throws {
        let edited = try edit {
            $0.scopes[1].isAssigned = false
            $0.hosts.append("b.example.test")
            $0.upstreams = ["http://127.0.0.1:9001"]
        }
        #expect(edited.contains("  tstapp_data.write: Create, change and delete your data   # ask Ann\n"))
        #expect(edited.contains("hosts: [api.example.test, b.example.test]    # only there\n"))
        #expect(edited.contains("upstream:   http://127.0.0.1:9001   # beside us\n"))
    }

    @Test func newLinesComeAtTheEndOfTheirBlock() throws {
        let edited = try edit {
            $0.scopes.append(ApplicationDraft.Scope(name: "tstapp_x", text: "X"))
            $0.routes.append(ApplicationDraft.Route(match: "GET /x", requirement: "tstapp_x tstapp_data.read"))
        }
        let expected = WrittenPolicy.text
            .replacing("   # ask Ann\n", with: "   # ask Ann\n  tstapp_x: X\n")
            .replacing("    max_age: 300\n", with: "    max_age: 300\n  GET /x: [tstapp_x, tstapp_data.read]\n")
        #expect(edited == expected)
    }

    @Test func linesThatGoLeaveTheirNeighbours() throws {
        let edited = try edit {
            $0.scopes.remove(at: 1)
            $0.routes.removeAll { $0.match == "DELETE /data/{id}" }
        }
        #expect(edited.contains("  # writing is another matter\n\nroutes:"))
        #expect(edited.contains("# also HEAD\n\nexamples:\n"))
        #expect(!edited.contains("max_age"))
    }

    @Test func aRequirementOfSeveralLinesBecomesOne() throws {
        let edited = try edit { $0.routes[2].requirement = "tstapp_data.write" }
        #expect(edited.contains("  DELETE /data/{id}: tstapp_data.write\n\nexamples:"))
    }

    @Test func keysComeAndGoInTheirOrder() throws {
        let edited = try edit {
            $0.hosts = []
            $0.audience = "https://api.example.test/other"
            $0.stripPrefix = true
        }
        #expect(!edited.contains("hosts"))
        #expect(
            edited.contains(
                "prefix: /tstapp\nstrip_prefix: true\naudience: https://api.example.test/other\nclaims: [department]\n"
            )
        )
    }

    @Test func movedLinesAreMoved() throws {
        let edited = try edit { $0.routes.swapAt(0, 1) }
        #expect(try ApplicationDraft.reading(edited).routes.map(\.match).prefix(2) == ["GET /data/**", "GET /health"])
        #expect(edited.contains("# also HEAD"))
    }

    @Test(arguments: ["\r\n", "\n"], [true, false])
    func lineEndsStayAsTheyAre(lineEnd: String, isEnded: Bool) throws {
        var source = "application: tstapp\nname: A\nupstream: http://127.0.0.1:9000\nroutes:\n  GET /a: public"
        if isEnded { source += "\n" }
        source = source.replacing("\n", with: lineEnd)
        var draft = try ApplicationDraft.reading(source)
        draft.name = "B"
        draft.routes.append(ApplicationDraft.Route(match: "GET /b", requirement: "public"))
        let edited = try #require(try DocumentEdit.text(of: source, saying: draft))
        var expected = source.replacing("name: A", with: "name: B")
        expected += isEnded ? "  GET /b: public\(lineEnd)" : "\(lineEnd)  GET /b: public"
        #expect(Array(edited.utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        "{ application: tstapp, upstream: http://a:1, claims: [department], routes: { GET /a: public } }\n",
        "? application\n: tstapp\n? upstream\n: http://a:1\n? claims\n: [department]\n? routes\n: GET /a: public\n",
        "application: tstapp\rupstream: http://a:1\rclaims: [department]\rroutes:\r  GET /a: public\r",
        "application: tstapp\nupstream: http://a:1\nclaims: [department]\nroutes:\n  GET /a: public\n...\n",
    ])
    func aDocumentThatIsNotWrittenInLinesIsWrittenAnew(source: String) throws {
        var draft = try ApplicationDraft.reading(source)
        draft.name = "New"
        draft.scopes = [ApplicationDraft.Scope(name: "tstapp_a", text: "A")]
        let edited = try #require(try DocumentEdit.text(of: source, saying: draft))
        #expect(try ApplicationDraft.reading(edited) == draft)
        #expect(edited.contains("claims: [department]"))
    }

    @Test func aByteOrderMarkStays() throws {
        let source = "\u{FEFF}application: tstapp\nname: A\n"
        var draft = try ApplicationDraft.reading(source)
        draft.name = "B"
        let edited = try DocumentEdit.text(of: source, saying: draft)
        #expect(edited.map { Array($0.utf8) } == Array("\u{FEFF}application: tstapp\nname: B\n".utf8))
    }

    @Test func aBlockOfTextIsReplacedWhole() throws {
        let source =
            "application: tstapp\nname: >\n  Two\n  lines\nscopes:\n  tstapp_a: |\n    One\n    # two\n  tstapp_b: B\n"
        var draft = try ApplicationDraft.reading(source)
        draft.name = "One"
        draft.scopes[0].text = "Other"
        let edited = try #require(try DocumentEdit.text(of: source, saying: draft))
        #expect(try ApplicationDraft.reading(edited) == draft)
    }

    @Test(arguments: 0..<200)
    func whateverChangesTheTextSaysIt(seed: Int) throws {
        let edits: [(inout ApplicationDraft) -> Void] = [
            { $0.name = "a: b # c" }, { $0.name = "" }, { $0.hosts = [] }, { $0.hosts = ["a.test", "b.test"] },
            { $0.scopes = [] }, { $0.scopes.reverse() }, { $0.scopes[0].name = "tstapp_renamed" },
            { $0.scopes.insert(ApplicationDraft.Scope(name: "tstapp_a", text: "{ x", isAssigned: true), at: 0) },
            { $0.routes.removeFirst() }, { $0.routes.reverse() }, { $0.routes[0].requirement = "{ max_age: 5 }" },
            { $0.routes.append(ApplicationDraft.Route(match: "a: b", requirement: "'")) }, { $0.stripPrefix = true },
            { $0.routes = [] }, { $0.prefix = "/" }, { $0.audience = "x" }, { $0.upstreams = ["a", "b"] },
        ]
        let draft = try WrittenPolicy.draft { draft in
            let chosen = [seed % edits.count, seed / edits.count % edits.count, seed * 7 % edits.count]
            for index in chosen where !draft.scopes.isEmpty && !draft.routes.isEmpty { edits[index](&draft) }
        }
        let edited = try #require(try DocumentEdit.text(of: WrittenPolicy.text, saying: draft))
        #expect(try ApplicationDraft.reading(edited).hasSameText(as: try draft.canonical()), "\(edited)")
        #expect(edited.contains("claims: [department]\n"))
        #expect(edited.hasSuffix("examples:\n  - GET /tstapp/health: permit\n"))
        #expect(edited.hasPrefix("# The demo of the house.\napplication: tstapp          # never changes\n"))
    }

    private func edit(_ change: (inout ApplicationDraft) -> Void) throws -> String {
        try #require(try DocumentEdit.text(of: WrittenPolicy.text, saying: try WrittenPolicy.draft(change)))
    }
}
