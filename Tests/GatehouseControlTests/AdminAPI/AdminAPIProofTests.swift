import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Bound tokens at the admin API (RFC 9449 §7)")
struct AdminAPIProofTests {
    private let key: SigningKey

    init() throws {
        key = try TestKeys.signingKey(.es256)
    }

    private func proof(
        of token: String,
        method: String = "GET",
        url: String = "http://localhost:8081/api/v1/keys"
    ) throws -> String {
        let header: JSONObject = [
            "typ": "dpop+jwt", "alg": .string(key.algorithm.rawValue), "jwk": .object(key.verificationKey.jwk.members),
        ]
        let payload: JSONObject = [
            "jti": "proof-1", "htm": .string(method), "htu": .string(url), "iat": .integer(AdminAPIFixture.now),
            "ath": .string(Base64URL.encode(SecretDigest.of(token))),
        ]
        let input = Base64URL.encode(header.serialized()) + "." + Base64URL.encode(payload.serialized())
        return input + "." + Base64URL.encode(try key.signature(for: Array(input.utf8)))
    }

    private func ask(_ fixture: AdminAPIFixture, _ token: String, _ proof: String?) async throws -> APIReply {
        var headers: HTTPFields = [.authorization: "DPoP \(token)"]
        if let proof { headers[.dpop] = proof }
        return try await fixture.send(.get, "/api/v1/keys", headers: headers)
    }

    @Test func aTokenWithAGoodProofIsTakenOnce() async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot, binding: .key(thumbprint: key.keyID))
        let proof = try proof(of: token)

        let first = try await ask(fixture, token, proof)
        let replay = try await ask(fixture, token, proof)

        #expect([first.status, replay.status] == [200, 401])
        #expect(replay.error == "invalid_dpop_proof")
        #expect(replay.headers[.wwwAuthenticate]?.hasPrefix(#"DPoP realm="gatehouse""#) == true)
        #expect(replay.headers[.wwwAuthenticate]?.contains("algs=") == true)
    }

    @Test(arguments: [
        ("POST", "http://localhost:8081/api/v1/keys"), ("GET", "http://localhost:8080/api/v1/keys"),
        ("GET", "http://localhost:8081/api/v1/clients"),
    ])
    func aProofForAnotherRequestIsRefused(method: String, url: String) async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot, binding: .key(thumbprint: key.keyID))

        let answer = try await ask(fixture, token, try proof(of: token, method: method, url: url))

        #expect(answer.status == 401)
    }

    @Test func withoutAProofItIsRefused() async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot, binding: .key(thumbprint: key.keyID))

        #expect(try await ask(fixture, token, nil).status == 401)
    }
}
