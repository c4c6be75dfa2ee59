import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Who may use the admin API")
struct AdminAPIAuthorizationTests {
    @Test(arguments: AdminAPI.endpoints.indices)
    func withoutATokenNobodyGetsAnything(index: Int) async throws {
        let endpoint = AdminAPI.endpoints[index]
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(endpoint.method, endpoint.samplePath, as: .nobody)

        #expect(answer.status == 401)
        #expect(answer.error == "missing_token")
        #expect(answer.headers[.wwwAuthenticate] == #"Bearer realm="gatehouse", scope="gatehouse_read""#)
    }

    @Test(arguments: AdminAPI.endpoints.indices)
    func whoMayOnlyLookChangesNothing(index: Int) async throws {
        let endpoint = AdminAPI.endpoints[index]
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(endpoint.method, endpoint.samplePath, as: .monitor)

        #expect((answer.status == 403) == (endpoint.right == .change), "\(endpoint.id) is \(answer.status)")
        if endpoint.right == .change {
            #expect(
                answer.headers[.wwwAuthenticate]
                    == #"Bearer realm="gatehouse", error="insufficient_scope", scope="gatehouse_admin""#
            )
        }
        #expect((endpoint.method == .get) == (endpoint.right == .read))
    }

    @Test func aCookieIsNoToken() async throws {
        let fixture = try await AdminAPIFixture()
        let session = try #require(fixture.board.session(.administrator))
        let name = DashboardCookies(isSecure: false).session.name
        let cookie = "\(name)=\(session.sealed(with: fixture.board.pages.key))"

        let answer = try await fixture.send(.get, "/api/v1/clients", as: .nobody, headers: [.cookie: cookie])

        #expect(answer.status == 401)
    }

    @Test func otherOriginsGetNoLeaveToRead() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(
            .get,
            "/api/v1/clients",
            headers: [.origin: "https://evil.example.test"]
        )

        #expect(answer.headers[.accessControlAllowOrigin] == nil)
        let preflight = try await fixture.raw(
            .options,
            "/api/v1/clients",
            headers: [.origin: "https://evil.example.test", .accessControlRequestMethod: "POST"]
        )
        #expect(preflight.status == 405)
    }

    @Test func aPageOfAnotherOriginChangesNothingEvenWithAToken() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(
            .post,
            "/api/v1/clients/reader/disable",
            headers: [.origin: "https://evil.example.test"]
        )

        #expect(answer.status == 403)
        #expect(answer.error == "cross_origin")
    }

    @Test(arguments: [
        "Bearer nonsense", "Bearer a.b.c", "Basic cm9vdDpyb290", "Negotiate abc",
    ])
    func whatIsNoTokenOfOursIs401(authorization: String) async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.get, "/api/v1/keys", headers: [.authorization: authorization])

        #expect(answer.status == 401)
        #expect(answer.headers[.wwwAuthenticate]?.hasPrefix(#"Bearer realm="gatehouse""#) == true)
    }

    @Test func twoTokensAre400() async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot)
        var headers: HTTPFields = [:]
        headers[values: .authorization] = ["Bearer \(token)", "Bearer \(token)"]

        let answer = try await fixture.raw(.get, "/api/v1/keys", headers: headers)

        #expect(answer.status == 400)
    }

    @Test(arguments: [ControlFixture.issuer, ControlFixture.issuer + "/tstapp", ControlFixture.issuer + "/gatehous"])
    func aTokenForAnotherAudienceIs401(audience: String) async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot, audience: audience)

        let answer = try await fixture.send(.get, "/api/v1/keys", headers: [.authorization: "Bearer \(token)"])

        #expect(answer.status == 401)
        #expect(answer.error == "invalid_token")
    }

    @Test func anExpiredTokenIs401() async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot, issuedAt: AdminAPIFixture.now - 4_000)

        let answer = try await fixture.send(.get, "/api/v1/keys", headers: [.authorization: "Bearer \(token)"])

        #expect(answer.status == 401)
    }

    @Test func aRevokedTokenIs401AtOnce() async throws {
        let fixture = try await AdminAPIFixture()
        let headers: HTTPFields = [.authorization: "Bearer \(try await fixture.token(of: .monitor))"]
        let before = try await fixture.send(.get, "/api/v1/keys", headers: headers)

        let revocation = try await fixture.send(.post, "/api/v1/clients/monitor/revoke")
        let after = try await fixture.send(.get, "/api/v1/keys", headers: headers)

        #expect([before.status, revocation.status, after.status] == [200, 200, 401])
    }

    @Test func aDisabledClientIsOut() async throws {
        let fixture = try await AdminAPIFixture()

        _ = try await fixture.send(.post, "/api/v1/clients/monitor/disable")

        #expect(try await fixture.send(.get, "/api/v1/keys", as: .monitor).status == 401)
    }

    @Test func aScopeThatAClientHasLostCountsNoMore() async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .monitor, scope: ["gatehouse_admin"])

        let answer = try await fixture.send(.get, "/api/v1/keys", headers: [.authorization: "Bearer \(token)"])

        #expect(answer.status == 403)
        #expect(answer.error == "insufficient_scope")
    }

    @Test func aPersonWithTheScopeMayChangeThings() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.post, "/api/v1/clients/reader/disable", as: .root)

        #expect(answer.status == 200)
        let event = try await fixture.store.auditEvents(before: nil, limit: 1).first?.event
        #expect(event?.actor == User.administrator.id.value)
    }

    @Test func aScopeThatAPersonHasLostCountsNoMore() async throws {
        let fixture = try await AdminAPIFixture()

        let change = try await fixture.send(.post, "/api/v1/clients/reader/disable", as: .viewer)
        let look = try await fixture.send(.get, "/api/v1/clients", as: .viewer)

        // The token carries `gatehouse_admin` alone, and its person holds `gatehouse_read` alone.
        #expect([change.status, look.status] == [403, 403])
    }

    @Test func aDisabledPersonIsOut() async throws {
        let other = User.fixture("carol", id: .fixture(7), assignedScopes: ["gatehouse_admin"])
        let fixture = try await AdminAPIFixture(people: [other])

        _ = try await fixture.send(.post, "/api/v1/users/root/disable")

        #expect(try await fixture.send(.get, "/api/v1/clients", as: .root).status == 401)
    }

    @Test func aWithdrawnGrantIsOut() async throws {
        let fixture = try await AdminAPIFixture()

        _ = try await fixture.send(.delete, "/api/v1/grants/\(AdminAPIFixture.grant(of: .administrator))")

        #expect(try await fixture.send(.get, "/api/v1/clients", as: .root).status == 401)
    }

    @Test func aBoundTokenIsNotTakenAsBearer() async throws {
        let fixture = try await AdminAPIFixture()
        let key = try TestKeys.signingKey(.es256)
        let token = try await fixture.token(of: .robot, binding: .key(thumbprint: key.keyID))

        let answer = try await fixture.send(.get, "/api/v1/keys", headers: [.authorization: "Bearer \(token)"])

        #expect(answer.status == 401)
    }

    @Test func overTheSocketThePeerIsTheCallerAndNoTokenIsAsked() async throws {
        let fixture = try await AdminAPIFixture(authority: .peer("cli"))

        let answer = try await fixture.send(.post, "/api/v1/clients/reader/disable", as: .nobody)

        #expect(answer.status == 200)
        #expect(try await fixture.store.auditEvents(before: nil, limit: 1).first?.event.actor == "cli")
    }

    @Test func aStoreThatFailsIs503() async throws {
        let fixture = try await AdminAPIFixture(authority: .peer("cli"))
        fixture.store.fail(with: .unavailable("it is locked"))

        for path in ["/api/v1/clients", "/api/v1/users", "/api/v1/audit", "/api/v1/clients/reader"] {
            let answer = try await fixture.send(.get, path, as: .nobody)
            #expect(answer.status == 503)
            #expect(answer.error == "storage_unavailable")
            #expect(answer.headers[.retryAfter] != nil)
        }
    }

    @Test func whileTheStoreFailsNoTokenIsTaken() async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot)
        fixture.store.fail(with: .unavailable("it is locked"))

        let answer = try await fixture.send(.get, "/api/v1/keys", headers: [.authorization: "Bearer \(token)"])

        #expect(answer.status == 503)
    }
}

extension APIEndpoint {
    /// Its path with something in place of each name.
    var samplePath: String {
        AdminAPI.root
            + path.split(separator: "/").map { "/" + ($0.hasPrefix("{") ? "x" : $0) }.joined()
    }
}
