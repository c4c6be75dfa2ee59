import Gatehouse
import GatehouseControl
import GatehouseOAuth
import Testing

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
            #expect(request.hasPrefix("POST /command HTTP/1.1\r\n"))
            #expect(request.hasSuffix(#"{"revoke_grant":{"grant":"abc"}}"#))
            return ["HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n", #"{"keys":{"keys":[]}}"#]
        }

        let answer = try await AdminSocketClient(path: server.path).perform(.revokeGrant("abc"))

        #expect(answer == .keys([]))
        try await server.stop()
    }

    @Test func aFailureOfTheServerIsToldAsItIs() async throws {
        let body = #"{"error":"storage_read_only","message":"The database can be read only."}"#
        let head = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        let server = try await StubServer.start { _ in [head + body] }
        let failure = AdminSocketFailure(error: "storage_read_only", message: "The database can be read only.")

        await #expect(throws: AdminSocketError.failed(failure)) {
            try await AdminSocketClient(path: server.path).perform(.listKeys)
        }
        #expect(AdminSocketError.failed(failure).description == "The database can be read only.")
        try await server.stop()
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
}
