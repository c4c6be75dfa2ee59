import GatehouseTestSupport
import Synchronization
import Testing

@testable import Gatehouse

@Suite("What the log says of another issuer", .timeLimit(.minutes(1)))
struct IssuerKeeperTests {
    private static let facts = "gatehouse.issuer=other gatehouse.issuer.url=https://other.example.test"

    private let folder: TemporaryFolder
    private let log = LoggedLines()

    init() throws {
        folder = try TemporaryFolder()
    }

    private static func keys(_ names: String...) -> String {
        let key =
            #""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
            + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#
        let entries = names.map { #"{"kid":"\#($0)",\#(key)}"# }
        return #"{"keys":[\#(entries.joined(separator: ","))]}"#
    }

    private static func answer(_ body: String, _ status: String = "200 OK") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let broken = answer("", "500 Internal Server Error")

    private func keeper(keysURL: String?, data: String? = nil) throws -> IssuerKeeper {
        var settings = TrustedIssuerSettings(name: "other", issuer: "https://other.example.test")
        settings.keysURL = keysURL
        return IssuerKeeper(
            settings,
            requests: try IssuerRequests(authorities: nil),
            in: DataDirectory(data ?? folder.path),
            clock: { 1_700_000_000 },
            logger: log.logger
        )
    }

    /// Fetches keys as often as there are answers; what was logged, with the place of the keys as PLACE.
    private func lines(_ answers: String..., data: String? = nil) async throws -> [String] {
        let left = Mutex(answers)
        let web = try await WebStub.start { _ in left.withLock { $0.isEmpty ? [] : [$0.removeFirst()] } }
        let place = "\(web.url)keys"
        let keeper = try keeper(keysURL: place + "?tenant=1", data: data)
        for _ in answers { await keeper.fly {} }
        try await web.stop()
        return log.lines.map { $0.replacing(place, with: "PLACE") }
    }

    @Test func theFirstKeysHaveNotChanged() async throws {
        let all = Self.answer(Self.keys("a", "b"))
        let lines = try await lines(all, all)
        #expect(
            lines == ["keys of an issuer fetched \(Self.facts) gatehouse.keys=a b gatehouse.keys.url=PLACE?tenant=1"]
        )
    }

    @Test func otherKeysAreAChangeAndAnotherOrderIsNone() async throws {
        let lines = try await lines(
            Self.answer(Self.keys("a", "b")),
            Self.answer(Self.keys("b", "a")),
            Self.answer(Self.keys("b", "c"))
        )
        #expect(lines.count == 2)
        #expect(lines.last?.hasPrefix("keys of an issuer have changed \(Self.facts) gatehouse.keys=b c ") == true)
    }

    @Test func aFailureIsToldOnceAndSoIsItsEnd() async throws {
        let good = Self.answer(Self.keys("a"))
        let lines = try await lines(good, Self.broken, Self.broken, good, good)
        #expect(
            lines.dropFirst() == [
                "keys of an issuer cannot be fetched: the last ones stay in force "
                    + "error=PLACE: the answer has the status 500 \(Self.facts) "
                    + "gatehouse.keys.fetched=2023-11-14T22:13:20Z",
                "keys of an issuer can be had again \(Self.facts)",
            ]
        )
    }

    @Test func whatHasNoKeysYetIsToldOnceToo() async throws {
        let lines = try await lines(Self.broken, Self.answer("{}"), Self.answer(Self.keys("a")))
        #expect(lines.count == 2)
        #expect(
            lines.first
                == "keys of an issuer cannot be fetched: its tokens get 503 "
                + "error=PLACE: the answer has the status 500 \(Self.facts)"
        )
        #expect(lines.last?.hasPrefix("keys of an issuer fetched ") == true)
    }

    @Test func keysThatCannotBeKeptAreToldOfOnce() async throws {
        let good = Self.answer(Self.keys("a"))
        let lines = try await lines(good, good, data: folder.file("missing"))
        let path = folder.file("missing/issuer-other.json.new")
        #expect(lines.count == 2)
        #expect(
            lines.first
                == "keys of an issuer cannot be kept for a start without it "
                + "error=\(path): No such file or directory \(Self.facts)"
        )
    }

    @Test func anIssuerThatCannotBeAskedIsToldOfOnce() throws {
        let keeper = try keeper(keysURL: nil)
        let failure = IssuerRequests.Failure("the answer has the status 401", at: "https://other.example.test/ask?a=b")
        keeper.noteIntrospection(failure: nil)
        for _ in 0..<3 { keeper.noteIntrospection(failure: failure) }
        #expect(
            log.lines == [
                "an issuer cannot be asked about opaque tokens: they get 503 "
                    + "error=https://other.example.test/ask: the answer has the status 401 \(Self.facts)"
            ]
        )
        #expect(keeper.standing.introspections == 4)
        #expect(keeper.standing.introspectionFailures == 3)
    }
}
