import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Discovery")
struct DiscoveryControllerTests {
    static let paths = [
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/.well-known/jwks.json",
        "/.well-known/oauth-protected-resource/tstapp",
    ]

    let fixture: ControlFixture

    init() throws {
        fixture = try ControlFixture()
    }

    @Test(arguments: paths)
    func documentsAreJSONForAnyOriginAndForFiveMinutes(path: String) async throws {
        let answer = try await execute(path)

        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        #expect(answer.headers[.cacheControl] == "public, max-age=300")
        #expect(String(buffer: answer.body).hasPrefix("{"))
    }

    @Test(arguments: paths)
    func headAnswersLikeGetWithoutTheBody(path: String) async throws {
        let get = try await execute(path)
        let head = try await execute(path, method: .head)

        #expect(head.status == .ok)
        #expect(head.body.readableBytes == 0)
        #expect(head.headers[.contentLength] == get.headers[.contentLength])
        #expect(head.headers[.contentType] == get.headers[.contentType])
    }

    @Test(arguments: paths)
    func aPreflightIsAnswered(path: String) async throws {
        let answer = try await execute(
            path,
            method: .options,
            headers: [.origin: "https://app.example", .accessControlRequestHeaders: "x-custom"]
        )

        #expect(answer.status == .noContent)
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        #expect(answer.headers[.accessControlAllowHeaders] == "x-custom")
    }

    @Test func bothMetadataAddressesHoldTheSameDocument() async throws {
        let openID = try await execute(Self.paths[0])
        let oauth = try await execute(Self.paths[1])

        #expect(openID.body == oauth.body)
        #expect(String(buffer: oauth.body).hasPrefix(#"{"issuer":"http://localhost:8080","#))
    }

    @Test func theKeySetHoldsTheCurrentKey() async throws {
        let answer = try await execute(Self.paths[2])

        #expect(String(buffer: answer.body).contains(fixture.ring.snapshot.current.keyID))
    }

    @Test func theKeySetHasNoPrivateMember() async throws {
        let answer = try await execute(Self.paths[2])

        #expect(!String(buffer: answer.body).contains(#""d":"#))
    }

    @Test func theProtectedResourceIsTheApplicationAtTheHostThatTheGateNames() async throws {
        let answer = try await execute(Self.paths[3], headers: [.gatehouseHost: "API.example.test"])

        #expect(answer.status == .ok)
        #expect(String(buffer: answer.body).hasPrefix(#"{"resource":"http://localhost:8080/tstapp","#))
    }

    @Test(arguments: ["", "/", "/nothing", "/tstapp/below"])
    func aResourceThatIsNotMountedThereIsNotFound(suffix: String) async throws {
        let answer = try await execute("/.well-known/oauth-protected-resource\(suffix)")

        #expect(answer.status == .notFound)
        #expect(answer.headers[.contentType] == "application/problem+json")
    }

    private func execute(
        _ path: String,
        method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await fixture.issuerApplication()
            .test(.router) { client in
                try await client.execute(uri: path, method: method, headers: headers)
            }
    }
}
