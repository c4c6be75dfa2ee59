import FoundationEssentials
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("POST /command")
struct AdminSocketControllerTests {
    let fixture: ControlFixture

    init() throws {
        fixture = try ControlFixture()
    }

    @Test func aCommandIsCarriedOutInTheNameOfTheCommandLine() async throws {
        let answer = try await post(.disableClient("reader"))

        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.cacheControl] == "no-store")
        guard case .client(let client) = try JSONDecoder().decode(AdminAnswer.self, from: Data(buffer: answer.body))
        else {
            Issue.record("another answer")
            return
        }
        #expect(client.disabledAt == ControlFixture.now)
        #expect(try await fixture.store.auditEvents(before: nil, limit: 1).first?.event.actor == "cli")
    }

    @Test func aRefusalIsAnAnswer() async throws {
        let answer = try await post(.showClient("nobody"))

        #expect(answer.status == .ok)
        #expect(String(buffer: answer.body).contains(#""code":"unknown_client""#))
    }

    @Test(arguments: [
        (StorageError.unavailable("it is locked"), "storage_unavailable"),
        (.corrupt("page 7"), "storage_corrupt"),
        (.newerVersion, "storage_newer"),
        (.conflict, "storage_conflict"),
        (.readOnly, "storage_read_only"),
    ])
    func aStoreThatFailsIs503AndSaysWhy(error: StorageError, word: String) async throws {
        fixture.store.fail(with: error)

        let answer = try await post(.listClients(application: nil))

        #expect(answer.status == .serviceUnavailable)
        let failure = try JSONDecoder().decode(AdminSocketFailure.self, from: Data(buffer: answer.body))
        #expect(failure.error == word)
        #expect(!failure.message.isEmpty)
    }

    @Test(arguments: ["", "{}", "[]", #"{"become_root":{}}"#, #"{"show_client":{"client_id":7}}"#, "nonsense"])
    func whatIsNoCommandIs400(body: String) async throws {
        let answer = try await post(ByteBuffer(string: body))

        #expect(answer.status == .badRequest)
        #expect(String(buffer: answer.body).contains(#""error":"invalid_command""#))
    }

    @Test func aCommandOverAMebibyteIs413() async throws {
        let answer = try await post(ByteBuffer(repeating: UInt8(ascii: " "), count: AdminSocketController.limit + 1))

        #expect(answer.status == .contentTooLarge)
        #expect(String(buffer: answer.body).contains(#""error":"command_too_large""#))
    }

    private func post(_ command: AdminCommand) async throws -> TestResponse {
        try await post(ByteBuffer(bytes: try JSONEncoder().encode(command)))
    }

    private func post(_ body: ByteBuffer) async throws -> TestResponse {
        let site = ControlApplication.adminSocketSite(
            AdminSocketController(administration: fixture.administration, clock: { ControlFixture.now })
        )
        return try await Application(router: site.router(), logger: .silent)
            .test(.router) { client in
                try await client.execute(uri: "/command", method: .post, body: body)
            }
    }
}

extension Data {
    fileprivate init(buffer: ByteBuffer) {
        self.init(buffer.readableBytesView)
    }
}
