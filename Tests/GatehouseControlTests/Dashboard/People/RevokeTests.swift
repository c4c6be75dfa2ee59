import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("Revoking in one place")
struct RevokeTests {
    private static let now = DashboardFixture.now
    private static let yes = [(name: "confirmed", value: "yes")]

    private func fixture() async throws -> DashboardFixture {
        let fixture = try await DashboardFixture(
            clients: [.fixture(id: "web", name: "Reporting Studio", grants: [.authorizationCode])],
            people: [.fixture("ada", email: "ada@example.test", name: "Ada")]
        )
        let grant = Grant.fixture(
            id: "AAAAAAAAAAAAAAAAAAAAAA",
            clientID: .fixture("web"),
            createdAt: Self.now - 600,
            expiresAt: Self.now + 86_400,
            lastUsedAt: Self.now - 240
        )
        _ = try await fixture.store.record(
            grant,
            code: nil,
            consent: nil,
            limit: 10,
            revocation: { .grant($0.id, now: Self.now, lifetime: 60) },
            audit: []
        )
        return fixture
    }

    private func find(_ what: String, in fixture: DashboardFixture) async throws -> CollectedResponse {
        try await fixture.post("/revoke", [("what", what)])
    }

    @Test(arguments: [
        ("AAAAAAAAAAAAAAAAAAAAAA", "/revoke?grant=AAAAAAAAAAAAAAAAAAAAAA"),
        ("AAAAAAAAAAAAAAAAAAAAAA.token1", "/revoke?jti=AAAAAAAAAAAAAAAAAAAAAA.token1"),
        ("web", "/revoke?client=web"),
        ("ada", "/revoke?person=00000000-0000-4000-8000-000000000001"),
        ("ada@example.test", "/revoke?person=00000000-0000-4000-8000-000000000001"),
        ("00000000-0000-4000-8000-000000000001", "/revoke?person=00000000-0000-4000-8000-000000000001"),
    ])
    func whatIsPastedIsFoundOut(what: String, location: String) async throws {
        #expect(try await find(what, in: fixture()).headers[.location] == location)
    }

    @Test
    func namesThatAreNotUniqueAreOffered() async throws {
        let answer = try await find("studio", in: fixture())

        #expect(answer.status == .ok)
        #expect(answer.text.contains("href=\"/revoke?client=web\""))
    }

    @Test(arguments: ["", "nobody", "eyJhbGciOiJub25lIn0.e30.", "eyJ.made.up"])
    func whatCannotBeRevokedSaysWhy(what: String) async throws {
        let answer = try await find(what, in: fixture())

        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("id=\"what-error\""))
        #expect(what.isEmpty || !what.hasPrefix("ey") || !answer.text.contains(what))
    }

    @Test
    func aWholeTokenIsNamedByItsIDAndNeverRepeated() async throws {
        let fixture = try await fixture()
        let form = [
            ("grant_type", "client_credentials"), ("client_id", "reader"), ("client_secret", ControlFixture.secret),
        ]
        let tokens = try await fixture.base.issuerApplication()
            .test(.router) { client in
                try await client.post("/oauth2/token", form: FormText.encode(form.map { (name: $0.0, value: $0.1) }))
            }
        let token = try #require(tokens.members["access_token"])
        let found = try await find(token.prefix(40) + "\n  " + token.dropFirst(40), in: fixture)
        let location = try #require(found.headers[.location])

        #expect(location.hasPrefix("/revoke?jti="))
        #expect(!location.contains(token))
        let asked = try await fixture.get(location)
        #expect(asked.text.contains("Revoke this token?"))
        let id = try #require(asked.reading.field("name"))
        let done = try await fixture.post("/revoke/end", [("kind", "jti"), ("name", id)] + Self.yes)
        #expect(done.headers[.location] == "/revoke")
        #expect(try await find(token, in: fixture).text.contains("That token is revoked already."))
    }

    @Test
    func theQuestionTellsCountAndLastUse() async throws {
        let fixture = try await fixture()

        let person = try await fixture.get("/revoke?person=00000000-0000-4000-8000-000000000001")
        #expect(person.text.contains("1 grant ends. Last used 4 minutes ago."))
        let client = try await fixture.get("/revoke?client=web")
        #expect(client.text.contains("1 grant ends. Last used 4 minutes ago."))
        let grant = try await fixture.get("/revoke?grant=AAAAAAAAAAAAAAAAAAAAAA")
        #expect(grant.text.contains("Last used 4 minutes ago."))
        #expect(grant.text.contains("Reporting Studio"))
        #expect(try await fixture.get("/revoke?client=gone").status == .notFound)
    }

    @Test
    func eachKindIsTakenBack() async throws {
        for (kind, name) in [
            ("grant", "AAAAAAAAAAAAAAAAAAAAAA"), ("client", "web"), ("person", UserID.fixture(1).value),
        ] {
            let fixture = try await fixture()
            let form = [(name: "kind", value: kind), (name: "name", value: name)]
            #expect(try await fixture.post("/revoke/end", form).headers[.location] == "/revoke")
            #expect(try await fixture.store.standingGrants(of: .fixture(1), at: Self.now).count == 1, "\(kind)")
            let done = try await fixture.post("/revoke/end", form + Self.yes)
            #expect(done.status == .seeOther, "\(kind)")
            #expect(try await fixture.store.standingGrants(of: .fixture(1), at: Self.now).isEmpty, "\(kind)")
        }
    }

    @Test
    func hostileNamesStayText() async throws {
        let fixture = try await fixture()
        let hostile = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"
        for path in ["/revoke?jti=\(hostile)", "/revoke?grant=\(hostile)", "/revoke?client=\(hostile)"] {
            #expect(!(try await fixture.get(path).text.contains("<script>alert")), "\(path)")
        }
        #expect(!(try await find("\"><script>alert(1)</script>", in: fixture).text.contains("<script>alert")))
    }
}
