import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Testing

@testable import GatehouseControl

@Suite("What admin.sock answers")
struct AdminSocketSiteTests {
    @Test func whoIsAtTheOtherEndNeedsNoTokenAndIsTheCommandLine() async throws {
        let fixture = try await DashboardFixture()

        let answer = try await Self.send(.post, "/api/v1/clients/reader/disable", to: fixture)

        #expect(answer.status == 200)
        #expect(answer.json["disabled_at"] == .integer(DashboardFixture.now))
        #expect(try await fixture.store.auditEvents(before: nil, limit: 1).first?.event.actor == "cli")
    }

    @Test(arguments: ["/command", "/", "/clients", "/healthz"])
    func thereIsNothingButTheAPI(path: String) async throws {
        let fixture = try await DashboardFixture()

        #expect(try await Self.send(.get, path, to: fixture).error == "not_found")
        #expect(try await Self.send(.post, path, to: fixture).error == "not_found")
    }

    @Test(arguments: [
        (StorageError.unavailable("it is locked"), "storage_unavailable"),
        (.corrupt("page 7"), "storage_corrupt"),
        (.newerVersion, "storage_newer"),
        (.conflict, "storage_conflict"),
        (.readOnly, "storage_read_only"),
        (.sealed, "storage_sealed"),
    ])
    func aStoreThatFailsIs503AndSaysWhy(error: StorageError, word: String) async throws {
        let fixture = try await DashboardFixture()
        fixture.store.fail(with: error)

        let answer = try await Self.send(.get, "/api/v1/clients/reader", to: fixture)

        #expect(answer.status == 503)
        #expect(answer.error == word)
        #expect(answer.json["detail"]?.string?.hasPrefix("The ") == true)
    }

    private static func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        to fixture: DashboardFixture
    ) async throws -> APIReply {
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .silent)
        let site = ControlApplication.adminSocketSite(fixture.services)
        let response = try await site.router().buildResponder()
            .respond(to: request, context: ControlContext(source: source))
        return APIReply(try await CollectedResponse(response))
    }
}
