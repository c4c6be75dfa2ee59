import GatehouseControl
import GatehouseProxy
import Testing

@testable import Gatehouse

@Suite("Trials through our own listener", .timeLimit(.minutes(1)))
struct LoopbackTrialTests {
    private func trial(_ web: WebStub, bound: Duration = .seconds(20)) -> LoopbackTrial {
        let trial = LoopbackTrial(bound: bound)
        trial.open(at: [ListenAddress(host: "127.0.0.1", port: web.port)])
        return trial
    }

    private func request(_ target: String = "/data/1?x=1", token: String? = "t0ken") -> TrialRequest {
        TrialRequest(method: "GET", authority: "api.example.test:8443", target: target, token: token)
    }

    private func failure(_ body: () async throws -> Void) async -> TrialFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? TrialFailure
        }
    }

    @Test func itConnectsToTheListenerForTheAuthorityThatIsWanted() async throws {
        let web = try await WebStub.start { _ in
            ["HTTP/1.1 403 Forbidden\r\nX-Request-Id: r1\r\nX-Two: a\r\nX-Two: b\r\nContent-Length: 2\r\n\r\nno"]
        }
        let answer = try await trial(web).send(request())
        #expect(answer.status == 403)
        #expect(answer.requestID == "r1")
        #expect(answer.body == "no")
        #expect(answer.isBodyCut == false)
        #expect(answer.headers.filter { $0.name == "X-Two" }.map(\.value) == ["a", "b"])
        let sent = try #require(web.requests.first)
        #expect(sent.hasPrefix("GET /data/1?x=1 HTTP/1.1\r\n"))
        #expect(
            sent.lowercased().split(separator: "\r\n").filter { $0.hasPrefix("host:") } == [
                "host: api.example.test:8443"
            ]
        )
        #expect(sent.contains("Authorization: Bearer t0ken\r\n"))
        try await web.stop()
    }

    @Test(arguments: ["//other.example.test/", "/@other.example.test/", "/\\other.example.test/"])
    func noPathLeadsElsewhere(_ target: String) async throws {
        let web = try await WebStub.start { _ in ["HTTP/1.1 204 No Content\r\n\r\n"] }
        _ = await failure { _ = try await trial(web).send(request(target)) }
        #expect(web.requests.allSatisfy { $0.lowercased().contains("host: api.example.test:8443\r\n") })
        try await web.stop()
    }

    @Test(arguments: ["@other.example.test/", ".other.example.test/", ":81/", ""])
    func whatIsNoPathIsNotSent(_ target: String) async throws {
        let web = try await WebStub.start { _ in ["HTTP/1.1 204 No Content\r\n\r\n"] }
        #expect(await failure { _ = try await trial(web).send(request(target)) } != nil)
        #expect(web.requests.isEmpty)
        try await web.stop()
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let target = try await WebStub.start { _ in ["HTTP/1.1 204 No Content\r\n\r\n"] }
        let web = try await WebStub.start { [url = target.url] _ in
            ["HTTP/1.1 302 Found\r\nLocation: \(url)\r\nContent-Length: 0\r\n\r\n"]
        }
        #expect(try await trial(web).send(request()).status == 302)
        #expect(target.requests.isEmpty)
        try await web.stop()
        try await target.stop()
    }

    @Test func ofALongBodyTheBeginningIsKept() async throws {
        let chunk = "1000\r\n" + String(repeating: "a", count: 4_096) + "\r\n"
        let web = try await WebStub.start { _ in
            ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"] + [String](repeating: chunk, count: 64)
        }
        let answer = try await trial(web).send(request())
        #expect(answer.body.utf8.count == 4_096)
        #expect(answer.isBodyCut)
        try await web.stop()
    }

    @Test(arguments: [[], ["HTTP/1.1 200 OK\r\n"], ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"]])
    func anAnswerThatDoesNotEndIsGivenUp(_ parts: [String]) async throws {
        let web = try await WebStub.start { _ in parts }
        let failure = await failure { _ = try await trial(web, bound: .milliseconds(200)).send(request()) }
        #expect(failure != nil)
        try await web.stop()
    }

    @Test func beforeTheListenerIsOpenNothingIsSent() async {
        #expect(await failure { _ = try await LoopbackTrial().send(request()) } != nil)
    }
}
