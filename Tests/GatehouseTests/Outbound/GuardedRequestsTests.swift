import GatehouseOAuth
import GatehouseTestSupport
import NIOCore
import Synchronization
import Testing

@testable import Gatehouse

@Suite("Requests to other servers", .timeLimit(.minutes(1)))
struct GuardedRequestsTests {
    private static let publicAddress = HostResolution.Address(bytes: [8, 8, 8, 8], text: "8.8.8.8")
    private static let loopback = HostResolution.Address(bytes: [127, 0, 0, 1], text: "127.0.0.1")
    private static let mapped = HostResolution.Address(
        bytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 0, 0, 1],
        text: "::ffff:10.0.0.1"
    )

    /// Requests as in development: to a server of this machine.
    private func open(_ bound: Duration = .seconds(20)) -> GuardedRequests {
        GuardedRequests(allowsAnyAddress: true, bound: bound) { _ in [Self.loopback] }
    }

    private func failure(_ body: () async throws -> Void) async -> OutboundFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? OutboundFailure
        }
    }

    private func isForbidden(_ failure: OutboundFailure?) -> Bool {
        if case .forbidden = failure { true } else { false }
    }

    @Test(arguments: [
        [loopback], [mapped], [publicAddress, loopback], [loopback, publicAddress], [publicAddress, mapped],
    ])
    func aNameWithOneAddressThatIsNotPublicIsForbidden(_ addresses: [HostResolution.Address]) async {
        let requests = GuardedRequests(allowsAnyAddress: false) { _ in addresses }
        let got = await failure { _ = try await requests.get("https://a.example/", accepting: "*/*", limit: 9) }
        let posted = await failure { _ = try await requests.post(form: [], to: "https://a.example/") }
        #expect(isForbidden(got))
        #expect(isForbidden(posted))
    }

    @Test(arguments: [
        "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://2130706433/", "https://127.1/",
        "https://0177.0.0.1/", "https://0x7f.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/",
        "https://0.0.0.0/", "https://[::]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://localhost/",
    ])
    func anAddressInAnyWritingIsJudgedByTheSystemsOwnReading(_ url: String) async {
        let requests = GuardedRequests(allowsAnyAddress: false)
        let failure = await failure { _ = try await requests.get(url, accepting: "*/*", limit: 9) }
        #expect(isForbidden(failure), "\(String(describing: failure))")
    }

    @Test func withoutTLSNobodyIsAskedNorLookedUp() async {
        let lookups = Mutex(0)
        let requests = GuardedRequests(allowsAnyAddress: false) { _ in
            lookups.withLock { $0 += 1 }
            return [Self.publicAddress]
        }
        let failure = await failure { _ = try await requests.get("http://a.example/", accepting: "*/*", limit: 9) }
        #expect(isForbidden(failure))
        #expect(lookups.withLock { $0 } == 0)
    }

    @Test func aHostWithoutAddressIsUnreachable() async {
        let requests = GuardedRequests(allowsAnyAddress: false) { _ in [] }
        let failure = await failure { _ = try await requests.get("https://a.example/", accepting: "*/*", limit: 9) }
        #expect(failure == .unreachable("the host has no address"))
    }

    @Test func theConnectionGoesToTheAddressThatWasLookedAt() async throws {
        let web = try await WebStub.start { _ in ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"] }
        let url = "http://no-such-name.invalid:\(web.port)/path?q=1"
        let answer = try await open().get(url, accepting: "application/json", limit: 99)
        #expect(answer.status == 200)
        #expect(answer.body == Array("ok".utf8))
        let request = try #require(web.requests.first)
        #expect(request.hasPrefix("GET /path?q=1 HTTP/1.1\r\n"))
        #expect(request.lowercased().contains("host: no-such-name.invalid:\(web.port)\r\n"))
        #expect(request.contains("Accept: application/json\r\n"))
        try await web.stop()
    }

    @Test func aFormIsPosted() async throws {
        let web = try await WebStub.start { _ in ["HTTP/1.1 204 No Content\r\n\r\n"] }
        let answer = try await open().post(form: [(name: "logout_token", value: "a b&c")], to: web.url)
        #expect(answer.status == 204)
        let request = try #require(web.requests.first)
        #expect(request.hasPrefix("POST / HTTP/1.1\r\n"))
        #expect(request.contains("Content-Type: application/x-www-form-urlencoded\r\n"))
        #expect(request.hasSuffix("\r\n\r\nlogout_token=a%20b%26c"))
        try await web.stop()
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let target = try await WebStub.start { _ in ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"] }
        let web = try await WebStub.start { [url = target.url] _ in
            ["HTTP/1.1 302 Found\r\nLocation: \(url)\r\nContent-Length: 0\r\n\r\n"]
        }
        #expect(try await open().get(web.url, accepting: "*/*", limit: 9).status == 302)
        #expect(target.requests.isEmpty)
        try await web.stop()
        try await target.stop()
    }

    @Test func aDocumentAtTheLimitIsReadAndALongerOneIsNot() async throws {
        let web = try await WebStub.start { request in
            let size = request.contains("/long") ? 1_001 : 1_000
            return ["HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n" + String(repeating: "a", count: size)]
        }
        #expect(try await open().get(web.url, accepting: "*/*", limit: 1_000).body.count == 1_000)
        let failure = await failure { _ = try await open().get(web.url + "long", accepting: "*/*", limit: 1_000) }
        #expect(failure == .tooLarge)
        try await web.stop()
    }

    @Test func aDocumentThatNeverEndsIsTooLarge() async throws {
        let chunk = "1000\r\n" + String(repeating: "a", count: 4_096) + "\r\n"
        let web = try await WebStub.start { _ in
            ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"] + [String](repeating: chunk, count: 64)
        }
        let failure = await failure { _ = try await open().get(web.url, accepting: "*/*", limit: 9_999) }
        #expect(failure == .tooLarge)
        try await web.stop()
    }

    @Test func ofAnAnswerThatNobodyNeedsOnlyTheBeginningIsRead() async throws {
        let chunk = "1000\r\n" + String(repeating: "a", count: 4_096) + "\r\n"
        let web = try await WebStub.start { _ in
            ["HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n"] + [String](repeating: chunk, count: 64)
        }
        let answer = try await open().post(form: [], to: web.url)
        #expect(answer.status == 400)
        #expect(answer.body.count <= 4_096)
        try await web.stop()
    }

    @Test(arguments: [[], ["HTTP/1.1 200 OK\r\n"], ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"]])
    func anAnswerThatDoesNotEndIsGivenUp(_ parts: [String]) async throws {
        let web = try await WebStub.start { _ in parts }
        let failure = await failure {
            _ = try await open(.milliseconds(200)).get(web.url, accepting: "*/*", limit: 99)
        }
        #expect(failure == .unreachable("there was no whole answer within \(Duration.milliseconds(200))"))
        try await web.stop()
    }

    @Test func whereNobodyListensNothingComesBack() async throws {
        let url = "http://127.0.0.1:\(try UnusedPort.any())/"
        let failure = await failure { _ = try await open().get(url, accepting: "*/*", limit: 9) }
        guard case .unreachable = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }
}
