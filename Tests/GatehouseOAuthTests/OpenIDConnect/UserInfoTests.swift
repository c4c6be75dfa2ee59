import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("OpenID Connect Core §5.3 — UserInfo")
struct UserInfoTests {
    private func redeem(
        _ client: Client = .app(),
        scope: [String] = ["openid", "profile", "email"],
        requestedClaims: String? = nil,
        proofs: [String] = [],
        certificate: String? = nil
    ) async throws -> (server: TestServer, answer: TokenResponse) {
        let server = try await TestServer(clients: [client])
        try await server.allow(scope: scope, requestedClaims: requestedClaims)
        return (server, try await server.redeem(proofs: proofs, certificate: certificate))
    }

    @Test func theScopesSayWhatIsTold() async throws {
        let (server, answer) = try await redeem()
        let claims = try await server.userInfo(answer)
        #expect(
            String(decoding: claims.serialized(), as: UTF8.self)
                == #"{"sub":"\#(User.ada.id.value)","name":"Ada Lovelace","preferred_username":"ada","#
                + #""email":"ada@example.test","email_verified":false}"#
        )
    }

    @Test(arguments: [
        (["openid"], ["sub"]), (["openid", "profile"], ["sub", "name", "preferred_username"]),
        (["openid", "email"], ["sub", "email", "email_verified"]),
    ])
    func nothingElseIsTold(_ scope: [String], _ names: [String]) async throws {
        let (server, answer) = try await redeem(scope: scope)
        #expect(try await server.userInfo(answer).members.map(\.name) == names)
    }

    @Test func aClaimWithoutItsScopeWasNotConsentedTo() async throws {
        let asked = #"{"userinfo":{"name":{"essential":true},"acr":null,"auth_time":null,"department":null}}"#
        let (server, answer) = try await redeem(scope: ["openid"], requestedClaims: asked)
        let claims = try await server.userInfo(answer)
        #expect(claims.members.map(\.name) == ["sub", "auth_time", "acr"])
    }

    @Test func whatIsNotKnownIsLeftOut() async throws {
        let server = try await TestServer(clients: [.app()], users: [.fixture("ada")])
        try await server.allow(scope: ["openid", "profile", "email"])
        let claims = try await server.userInfo(try await server.redeem())
        #expect(claims.members.map(\.name) == ["sub", "preferred_username"])
    }

    @Test func withoutOpenIDItIsTheWrongPlace() async throws {
        let (server, answer) = try await redeem(scope: ["profile", "tstapp_data.read"])
        #expect(await refusal { _ = try await server.userInfo(answer) }?.code == .invalidToken)
    }

    @Test func aClientsOwnTokenIsAboutNobody() async throws {
        let server = try await TestServer(clients: [.reader()])
        let answer = try await server.token()
        #expect(await refusal { _ = try await server.userInfo(answer) }?.code == .invalidToken)
    }

    @Test func anExpiredTokenIsRefused() async throws {
        let (server, answer) = try await redeem()
        let error = await refusal { _ = try await server.userInfo(answer, now: TestServer.now + 3660) }
        #expect(error?.code == .invalidToken)
    }

    @Test func aRevokedTokenIsRefused() async throws {
        let (server, answer) = try await redeem()
        _ = await refusal { _ = try await server.redeem() }
        #expect(await refusal { _ = try await server.userInfo(answer) }?.code == .invalidToken)
    }

    @Test func aDisabledPersonIsNotTalkedAbout() async throws {
        let (server, answer) = try await redeem()
        _ = try await server.store.disable(
            User.ada.id,
            at: TestServer.now,
            revocation: .disabledSubject(User.ada.id, now: TestServer.now),
            audit: .fixture()
        )
        #expect(await refusal { _ = try await server.userInfo(answer) }?.code == .invalidToken)
    }

    @Test func anIDTokenIsNoAccessToken() async throws {
        let (server, answer) = try await redeem()
        let text = try #require(answer.idToken).withExposedValue { $0 }
        #expect(await refusal { _ = try await server.userInfo("Bearer " + text) }?.code == .invalidToken)
    }

    @Test func theTokenMayComeInTheForm() async throws {
        let (server, answer) = try await redeem()
        let text = answer.accessToken.withExposedValue { $0 }
        let claims = try await server.userInfo(nil, method: "POST", form: [(name: "access_token", value: text)])
        #expect(claims["sub"] == .string(User.ada.id.value))
        let error = await refusal {
            _ = try await server.userInfo("Bearer " + text, form: [(name: "access_token", value: text)])
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func whoSendsNoTokenIsToldSo() async throws {
        let (server, _) = try await redeem()
        #expect(await refusal { _ = try await server.userInfo(nil) } == UserInfo.missingToken)
    }

    @Test(arguments: ["Basic eDp5", "Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "", "Token x"])
    func anotherSchemeIsAnInvalidRequest(_ authorization: String) async throws {
        let (server, _) = try await redeem()
        #expect(await refusal { _ = try await server.userInfo(authorization) }?.code == .invalidRequest)
    }

    @Test(arguments: ["bearer", "BEARER", "Bearer"])
    func theCaseOfTheSchemeDoesNotMatter(_ scheme: String) async throws {
        let (server, answer) = try await redeem()
        let text = answer.accessToken.withExposedValue { $0 }
        _ = try await server.userInfo(scheme + " " + text)
    }

    @Test func aBoundTokenNeedsAProofForItself() async throws {
        let proof = try TestProof.first()
        let (server, answer) = try await redeem(proofs: [proof.make(jti: "code")])
        let text = answer.accessToken.withExposedValue { $0 }
        func made(_ jti: String, by maker: TestProof, for token: String?, method: String = "GET") throws -> [String] {
            [try maker.make(jti: jti, method: method, path: "/userinfo", accessToken: token)]
        }
        _ = try await server.userInfo("DPoP " + text, proofs: made("1", by: proof, for: text))
        let wrong: [(String, [String], OAuthError.Code)] = [
            ("Bearer ", [], .invalidToken),
            ("Bearer ", try made("2", by: proof, for: text), .invalidToken),
            ("DPoP ", [], .invalidDPoPProof),
            ("DPoP ", try made("3", by: proof, for: nil), .invalidDPoPProof),
            ("DPoP ", try made("4", by: proof, for: "another token"), .invalidDPoPProof),
            ("DPoP ", try made("5", by: proof, for: text, method: "POST"), .invalidDPoPProof),
            ("DPoP ", try made("1", by: proof, for: text), .invalidDPoPProof),
            ("DPoP ", try made("6", by: TestProof.other(), for: text), .invalidToken),
        ]
        for (scheme, proofs, code) in wrong {
            #expect(await refusal { _ = try await server.userInfo(scheme + text, proofs: proofs) }?.code == code)
        }
    }

    @Test func anUnboundTokenDoesNotGoWithAProof() async throws {
        let (server, answer) = try await redeem()
        let text = answer.accessToken.withExposedValue { $0 }
        let proof = try TestProof.first().make(method: "GET", path: "/userinfo", accessToken: text)
        let error = await refusal { _ = try await server.userInfo("DPoP " + text, proofs: [proof]) }
        #expect(error?.code == .invalidToken)
    }

    @Test func aTokenBoundToACertificateNeedsIt() async throws {
        let field = ClientCertificateField.value(der: [0x30, 0x03, 0x02, 0x01, 0x01])
        let other = ClientCertificateField.value(der: [0x30, 0x03, 0x02, 0x01, 0x02])
        let (server, answer) = try await redeem(
            .app(profile: .with { $0.bindsCertificate = true }),
            certificate: field
        )
        let text = "Bearer " + answer.accessToken.withExposedValue { $0 }
        _ = try await server.userInfo(text, certificate: field)
        #expect(await refusal { _ = try await server.userInfo(text) }?.code == .invalidToken)
        #expect(await refusal { _ = try await server.userInfo(text, certificate: other) }?.code == .invalidToken)
    }
}
