import GatehouseProxy
import GatehouseTestSupport
import Testing

@testable import Gatehouse

@Suite("Why another issuer gave no answer", .timeLimit(.minutes(2)))
struct IssuerRequestsTests {
    private func cause(_ url: String, trusting authority: TestAuthority? = nil) async throws -> String? {
        let requests = try IssuerRequests(authorities: authority.map { Array($0.pem.utf8) })
        do throws(IssuerRequests.Failure) {
            _ = try await requests.get(url, limit: 99)
            return nil
        } catch {
            #expect(error.message.hasPrefix("\(url): "))
            return String(error.message.dropFirst(url.count + 2))
        }
    }

    @Test func nobodyListens() async throws {
        #expect(try await cause("http://127.0.0.1:\(UnusedPort.any())/keys") == "the connection was refused")
        #expect(try await cause("http://localhost:\(UnusedPort.any())/keys") == "the connection was refused")
    }

    @Test(arguments: [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "the answer has the status 404"),
        ("HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n", "the answer has the status 302"),
        ("nonsense\r\n\r\n", "its answer is not HTTP"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + String(repeating: "a", count: 100),
            "the answer is longer than 99 bytes"
        ),
    ])
    func theAnswerIsNotTheRightOne(answer: String, words: String) async throws {
        let web = try await WebStub.start { _ in [answer] }
        #expect(try await cause("\(web.url)keys") == words)
        try await web.stop()
    }

    @Test func itsCertificateIsNotRight() async throws {
        let folder = try TemporaryFolder()
        let authority = try TestAuthority()
        let issued = try authority.issue(names: ["localhost"])
        try folder.write("tls.pem", issued.pem)
        try folder.write("tls.key", issued.key)
        var settings = TLSSettings()
        settings.certificates = [TLSSettings.Files(certificate: folder.file("tls.pem"), key: folder.file("tls.key"))]
        try await RunningServer.run(in: folder, settings: [.tls(settings)]) { gate in
            let unknown = "its certificate is not believed: nobody who counts here vouches for it, or it has expired"
            #expect(try await cause("https://localhost:\(gate.port)/keys") == unknown)
            let there = try await cause("https://localhost:\(gate.port)/keys", trusting: authority)
            #expect(there?.hasPrefix("the answer has the status ") == true)
            let other = try await cause("https://127.0.0.1:\(gate.port)/keys", trusting: authority)
            #expect(other == "its certificate is for another name")
            let plain = try await cause("https://localhost:\(gate.endpoints.admin.port)/keys", trusting: authority)
            #expect(plain == "it does not speak TLS")
        }
    }
}
