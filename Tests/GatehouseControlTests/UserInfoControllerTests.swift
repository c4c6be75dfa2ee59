import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("GET and POST /userinfo")
struct UserInfoControllerTests {
    private static let grantID = "AAAAAAAAAAAAAAAAAAAAAA"

    private let fixture: ControlFixture

    init() throws {
        fixture = try ControlFixture()
    }

    /// A token of a grant that a person gave to the reader client.
    private func token(binding: TokenBinding = .none) async throws -> String {
        let user = User.fixture("ada", name: "Ada Lovelace")
        let store = fixture.store
        _ = try await store.create(user, audit: .fixture())
        let grant = Grant.fixture(
            id: Self.grantID,
            clientID: .fixture("reader"),
            scope: ["openid", "profile"],
            createdAt: ControlFixture.now,
            expiresAt: ControlFixture.now + 3600
        )
        _ = try await store.record(
            grant,
            code: nil,
            consent: nil,
            limit: 10,
            revocation: { .spent($0, now: ControlFixture.now, lifetime: 3600) },
            audit: []
        )
        let client = try #require(try await store.client(.fixture("reader")))
        var terms = IssuanceTerms()
        terms.person = PersonFacts(subject: user.id.value)
        terms.grantID = grant.id
        terms.binding = binding
        let issuance = try Issuance.plan(
            GrantedAccess(scope: grant.scope, catalog: .empty, issuer: ControlFixture.issuer),
            client: client,
            terms: terms,
            configuration: AuthorizationServerConfiguration(issuer: ControlFixture.issuer),
            now: ControlFixture.now,
            entropy: SeededEntropy()
        )
        return try fixture.ring.snapshot.current.signToken(payload: issuance.claims, type: "at+jwt")
    }

    private func ask(
        method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:],
        body: String = ""
    ) async throws -> TestResponse {
        let controller = UserInfoController(
            server: fixture.server,
            clock: { ControlFixture.now },
            metrics: OAuthMetrics(factory: fixture.metrics)
        )
        let site = Site([.get("/userinfo", controller.userInfo), .post("/userinfo", controller.userInfo)])
        return try await Application(router: site.router(), logger: .silent)
            .test(.router) { client in
                try await client.execute(
                    uri: "/userinfo",
                    method: method,
                    headers: headers,
                    body: ByteBuffer(string: body)
                )
            }
    }

    @Test(arguments: [HTTPRequest.Method.get, .post])
    func aTokenInTheHeaderIsAnswered(_ method: HTTPRequest.Method) async throws {
        let answer = try await ask(method: method, headers: [.authorization: "Bearer \(token())"])
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(
            String(buffer: answer.body)
                == #"{"sub":"\#(UserID.fixture(1).value)","name":"Ada Lovelace","preferred_username":"ada"}"#
        )
    }

    @Test func aTokenInTheFormIsAnswered() async throws {
        let answer = try await ask(
            method: .post,
            headers: [.contentType: "application/x-www-form-urlencoded"],
            body: "access_token=\(token())"
        )
        #expect(answer.status == .ok)
    }

    @Test func whoSendsNoTokenIsChallengedWithoutAnError() async throws {
        let answer = try await ask()
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
    }

    @Test func aBadTokenIsChallengedWithTheError() async throws {
        let answer = try await ask(headers: [.authorization: "Bearer x"])
        #expect(answer.status == .unauthorized)
        #expect(
            answer.headers[.wwwAuthenticate]?.hasPrefix(#"Bearer error="invalid_token", error_description=""#) == true
        )
    }

    @Test func aBoundTokenWithoutItsProofIsChallengedInItsScheme() async throws {
        let thumbprint = try TestKeys.signingKey(.es256).keyID
        let text = try await token(binding: .key(thumbprint: thumbprint))
        let bearer = try await ask(headers: [.authorization: "Bearer \(text)"])
        #expect(bearer.status == .unauthorized)
        let bound = try await ask(headers: [.authorization: "DPoP \(text)"])
        #expect(bound.headers[.wwwAuthenticate]?.hasPrefix(#"DPoP error="invalid_dpop_proof""#) == true)
        #expect(bound.status == .unauthorized)
    }
}
