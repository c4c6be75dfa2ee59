import GatehouseOAuth
import Testing

@testable import Gatehouse

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("The admin socket's client")
struct AdminSocketClientTests {
    @Test func withoutASocketNoServerIsRunning() async throws {
        await #expect(throws: AdminSocketError.notRunning) {
            try await AdminSocketClient(path: "/tmp/gatehouse-no-such-folder/admin.sock").perform(.listKeys)
        }
    }

    @Test func aSocketThatNobodyServesIsNoRunningServer() async throws {
        let left = try await StubServer.start { _ in [] }.crash()

        await #expect(throws: AdminSocketError.notRunning) {
            try await AdminSocketClient(path: left).perform(.listKeys)
        }
        unlink(left)
    }

    @Test func aCommandTravelsAndItsAnswerComesBack() async throws {
        let server = try await StubServer.start { request in
            #expect(request.hasPrefix("POST /api/v1/tokens/revoke HTTP/1.1\r\n"))
            #expect(request.contains("\r\nContent-Type: application/json\r\n"))
            #expect(request.hasSuffix(#"{"kind":"grant","name":"abc"}"#))
            return Self.answer(200, #"{"dry_run":false,"revocation":{"kind":"grant","name":"abc","grants":1}}"#)
        }

        let answer = try await AdminSocketClient(path: server.path).perform(.revokeGrant("abc"))

        guard case .revoked(let revocation) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(revocation.kind == .grant)
        #expect(revocation.grants == 1)
        try await server.stop()
    }

    @Test func aListIsReadToItsEnd() async throws {
        let server = try await StubServer.start { request in
            let isFirst = request.hasPrefix("GET /api/v1/keys?limit=500 HTTP/1.1\r\n")
            #expect(isFirst || request.hasPrefix("GET /api/v1/keys?limit=500&offset=1 HTTP/1.1\r\n"))
            let next = isFirst ? #","next":"/api/v1/keys?limit=500&offset=1""# : ""
            let key =
                #"{"kid":"\#(isFirst ? "a" : "b")","alg":"ES256","state":"current","created_at":1,"age_seconds":1}"#
            return Self.answer(200, #"{"items":[\#(key)],"total":2\#(next)}"#)
        }

        let answer = try await AdminSocketClient(path: server.path).perform(.listKeys)

        guard case .keys(let keys) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(keys.map(\.keyID) == ["a", "b"])
        try await server.stop()
    }

    @Test(arguments: ["/api/v1/keys?limit=500", "http://elsewhere.example/api/v1/keys", "/keys", "/api/v1/a b"])
    func aListThatLeadsAstrayIsBroken(next: String) async throws {
        let server = try await StubServer.start { _ in
            Self.answer(200, #"{"items":[],"next":"\#(next)"}"#)
        }

        let error = await #expect(throws: AdminSocketError.self) {
            try await AdminSocketClient(path: server.path).perform(.listKeys)
        }

        guard case .broken = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await server.stop()
    }

    @Test(arguments: [
        (
            503, #"{"error":"storage_read_only","detail":"The database can be read only."}"#,
            AdminSocketError.failed("The database can be read only.")
        ),
        (
            503, #"{"error":"busy","detail":"Too many.","suggestion":"Wait."}"#,
            .refused("Too many.", suggestion: "Wait.")
        ),
        (
            404, #"{"error":"unknown_client","detail":"There is none.","suggestion":"Did you mean a?"}"#,
            .refused("There is none.", suggestion: "Did you mean a?")
        ),
        (
            422,
            #"{"error":"invalid_input","detail":"First.","problems":[{"field":"a","message":"First."},{"field":"b","message":"Second."}]}"#,
            .refused("First.", suggestion: nil)
        ),
        (
            422,
            #"{"error":"invalid_input","detail":"Two things.","problems":[{"field":"a","message":"A.","suggestion":"Do."},{"field":"b","message":"B."}]}"#,
            .refused("a: A. Do.\nb: B.", suggestion: nil)
        ),
        (413, #"{"error":"content_too_large","detail":"Large."}"#, .failed("The command is larger than 1 MiB.")),
        (404, #"{"error":"not_found"}"#, .unknownCommand),
        (404, "Not found", .unknownCommand),
        (405, #"{"error":"method_not_allowed"}"#, .unknownCommand),
        (400, #"{"error":"invalid_request","detail":"What?"}"#, .unknownCommand),
        (422, "{}", .broken("HTTP status 422")),
        (302, "{}", .broken("HTTP status 302")),
    ])
    func whatIsNoSuccessIsToldAsItIs(status: Int, body: String, error: AdminSocketError) async throws {
        let server = try await StubServer.start { _ in Self.answer(status, body) }

        await #expect(throws: error) { try await AdminSocketClient(path: server.path).perform(.listKeys) }
        try await server.stop()
    }

    @Test func aServerOfAnotherVersionIsNamed() {
        #expect(
            AdminSocketError.unknownCommand.description
                == "the running server does not know this command; is it another version than the command line?"
        )
    }

    @Test(arguments: ["", "a\u{0}b", "a\nb"])
    func whatNoAddressCanNameIsNotAskedFor(name: String) async throws {
        let client = AdminSocketClient(path: "/tmp/gatehouse-no-such-folder/admin.sock")

        guard case .refused(let noClient) = try await client.perform(.showClient(name)),
            case .refused(let nobody) = try await client.perform(.disableUser(name))
        else {
            Issue.record("no refusal")
            return
        }

        #expect([noClient.code, nobody.code] == [.unknownClient, .unknownUser])
    }

    @Test func aServerOfAnotherUserClosesWithoutAWord() async throws {
        let server = try await StubServer.start { _ in [] }

        await #expect(throws: AdminSocketError.notPermitted) {
            try await AdminSocketClient(path: server.path).perform(.listKeys)
        }
        try await server.stop()
    }

    @Test(arguments: [
        ["HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "{"],
        ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "{}"],
        ["HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "{}"],
        ["HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"],
        ["garbage\r\n\r\n"],
    ])
    func anAnswerThatIsNoneIsBroken(parts: [String]) async throws {
        let server = try await StubServer.start { _ in parts }

        let error = await #expect(throws: AdminSocketError.self) {
            try await AdminSocketClient(path: server.path).perform(.listKeys)
        }

        guard case .broken = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await server.stop()
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        let server = try await StubServer.start { _ in nil }

        await #expect(throws: AdminSocketError.self) {
            try await AdminSocketClient(path: server.path, seconds: 0).perform(.listKeys)
        }
        try await server.stop()
    }

    private static func answer(_ status: Int, _ body: String) -> [String] {
        ["HTTP/1.1 \(status) Word\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body]
    }
}
