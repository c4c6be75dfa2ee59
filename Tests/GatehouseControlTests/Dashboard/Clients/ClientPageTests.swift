import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("The page of a client")
struct ClientPageTests {
    private static let now = DashboardFixture.now

    @Test
    func itSaysWhatTheClientReachesAndMakesUseOf() async throws {
        let client = Client.fixture(
            scopes: ["tstapp_data.read", "tstapp_data.write"],
            secrets: [.fixture(label: "one")]
        )
        let fixture = try await DashboardFixture(clients: [client])
        fixture.decisions.set { state in
            state.scopeUses = [ScopeUse(scope: "tstapp_data.read", lastAt: Self.now - 120)]
            state.clientUses = [
                ClientRouteUse(
                    client: "reporting",
                    application: "tstapp",
                    route: "GET /data/**",
                    total: TrafficCount(permitted: 12, refused: 3),
                    lastAt: Self.now - 120
                )
            ]
        }
        let page = try await fixture.get("/clients/reporting")

        #expect(page.status == .ok)
        for text in [
            "3 of 3 routes", "1 scope was never used.", "never used", "2 minutes ago", "/decisions?client=reporting",
            "client_credentials", "requests-oauthlib", "one",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(page.body.readableBytes < 100_000)
    }

    @Test
    func nobodyKnowsAClientThatIsNotThere() async throws {
        let page = try await DashboardFixture().get("/clients/nosuch")

        #expect(page.status == .notFound)
        #expect(page.text.contains("There is no client with that id"))
    }

    @Test
    func anIdWithReservedCharactersAndAPlaceOfOursIsFound() async throws {
        let fixture = try await DashboardFixture(clients: [
            .fixture(id: "a+b%?#&c"), .fixture(id: "new", name: "Newest"),
        ])

        #expect(try await fixture.get("/clients/a%2Bb%25%3F%23%26c").status == .ok)
        #expect(try await fixture.get("/clients/%6Eew").text.contains("Newest"))
        #expect(try await fixture.get("/clients").text.contains("href=\"/clients/%6Eew\""))
    }

    @Test
    func aSecondSecretIsShownOnceAndAThirdRefused() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture(secrets: [.fixture(id: "s1")])])
        let added = try await fixture.post("/clients/reporting/secrets", [("label", "autumn")])
        let third = try await fixture.post("/clients/reporting/secrets", [("label", "third")])
        let client = try #require(try await fixture.client("reporting"))

        #expect(added.status == .ok)
        #expect(added.reading.elements.count { $0["class"] == "secret" } == 1)
        #expect(client.secrets.map(\.label) == ["", "autumn"])
        #expect(third.status == .unprocessableContent)
    }

    @Test
    func aLabelThatNobodyCanReadComesBack() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture(secrets: [.fixture()])])
        let label = String(repeating: "x", count: 300)
        let answer = try await fixture.post("/clients/reporting/secrets", [("label", label)])

        #expect(answer.status == .unprocessableContent)
        #expect(answer.reading.elements.first { $0["id"] == "label" }?["aria-invalid"] == "true")
        #expect(answer.reading.values(of: "value").contains(label))
    }

    @Test
    func aSecretIsRemovedAfterAskingAndLateUseIsSaid() async throws {
        let used = ClientSecret.fixture(id: "s1", label: "old", lastUsedAt: Self.now - 60)
        let fixture = try await DashboardFixture(clients: [.fixture(secrets: [used])])
        let path = "/clients/reporting/secrets/remove"
        let question = try await fixture.post(path, [("secret", "s1")])

        #expect(question.status == .ok)
        #expect(question.text.contains("something still works with it"))
        #expect(question.text.contains("It is the only secret"))
        #expect(try await fixture.client("reporting")?.secrets.count == 1)
        let done = try await fixture.post(path, [("secret", "s1"), ("confirmed", "yes")])
        #expect(done.status == .seeOther)
        #expect(try await fixture.client("reporting")?.secrets.isEmpty == true)
    }

    @Test
    func disablingAsksAndEnablingDoesNot() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        #expect(try await fixture.post("/clients/reporting/disable").text.contains("Disable 1 client"))
        #expect(try await fixture.client("reporting")?.disabledAt == nil)
        let disabled = try await fixture.post("/clients/reporting/disable", [("confirmed", "yes")])
        #expect(disabled.status == .seeOther)
        #expect(try await fixture.client("reporting")?.disabledAt != nil)
        _ = try await fixture.post("/clients/reporting/enable")
        #expect(try await fixture.client("reporting")?.disabledAt == nil)
    }

    @Test
    func deletingSaysWhatBreaksAndThenDeletes() async throws {
        let fixture = try await DashboardFixture(clients: [.app(id: "spa", name: "Weather")], people: [.ada])
        let grant = Grant.fixture(clientID: .fixture("spa"), expiresAt: Self.now + 86_400, lastUsedAt: Self.now - 240)
        _ = try await fixture.store.record(
            grant,
            code: nil,
            consent: nil,
            limit: 10,
            revocation: { .grant($0.id, now: Self.now, lifetime: 60) },
            audit: []
        )
        let question = try await fixture.get("/clients/spa/delete")

        #expect(question.text.contains("1 grant of 1 person"))
        #expect(question.text.contains("1 person loses"))
        _ = try await fixture.post("/clients/spa/delete")
        #expect(try await fixture.client("spa") != nil)
        let done = try await fixture.post("/clients/spa/delete", [("confirmed", "yes")])
        #expect(done.headers[.location] == "/clients")
        #expect(try await fixture.client("spa") == nil)
    }

    @Test
    func revokingAsksAndKeepsTheClient() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        #expect(try await fixture.post("/clients/reporting/revoke").text.contains("Revoke all tokens of"))
        let done = try await fixture.post("/clients/reporting/revoke", [("confirmed", "yes")])
        #expect(done.status == .seeOther)
        #expect(try await fixture.client("reporting")?.revokedBefore != nil)
    }

    @Test
    func aDeclaredClientShowsItsFileAndIsChangedThere() async throws {
        var profile = ClientProfile()
        profile.source = .policy
        profile.declaredIn = "policies/tstapp.yaml:12"
        let fixture = try await DashboardFixture(clients: [.fixture(name: "Quote\"d", profile: profile)])
        let page = try await fixture.get("/clients/reporting")

        #expect(page.text.contains("policies/tstapp.yaml:12"))
        #expect(page.words.contains(#"name: "Quote\"d""#))
        #expect(!page.text.contains("/clients/reporting/edit"))
        #expect(!page.text.contains("/clients/reporting/delete"))
        let refused = try await fixture.post("/clients/reporting/edit", ClientFormSubmission.service())
        #expect(refused.status == .unprocessableContent)
        #expect(try await fixture.get("/clients/reporting/edit").status == .seeOther)
    }

    @Test
    func theBuiltInClientIsReadOnly() async throws {
        var profile = ClientProfile()
        profile.source = .builtIn
        let fixture = try await DashboardFixture(clients: [.fixture(id: "own", profile: profile)])
        let page = try await fixture.get("/clients/own")

        #expect(page.text.contains("It is part of this server"))
        #expect(page.reading.all("form").allSatisfy { $0["action"] == "/sign-out" })
        #expect(try await fixture.post("/clients/own/delete", [("confirmed", "yes")]).status == .unprocessableContent)
    }

    @Test
    func whoMayOnlyLookSeesNoFormsAndIsRefused() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture(secrets: [.fixture()])])
        let page = try await fixture.get("/clients/reporting", as: .reader)

        #expect(page.status == .ok)
        #expect(page.reading.all("form").allSatisfy { $0["action"] == "/sign-out" })
        for step in ["edit", "secrets", "secrets/remove", "disable", "enable", "revoke", "delete", "try"] {
            let answer = try await fixture.post("/clients/reporting/\(step)", [("confirmed", "yes")], as: .reader)
            #expect(answer.status == .forbidden, "\(step)")
        }
        for step in ["edit", "delete", "try"] {
            #expect(try await fixture.get("/clients/reporting/\(step)", as: .reader).status == .forbidden, "\(step)")
        }
        #expect(try await fixture.client("reporting")?.disabledAt == nil)
    }

    @Test
    func storedScriptInEveryFreeTextIsText() async throws {
        let text = "\"><script>alert(1)</script>'"
        var profile = ClientProfile()
        profile.keys = text
        profile.keysURI = text
        profile.authenticationMethod = .privateKeyJWT
        let clients: [Client] = [
            .fixture(id: "a'b\"c", name: text, scopes: [text], profile: profile),
            .fixture(id: "secret", name: text, secrets: [.fixture(label: text)]),
            .fixture(
                id: "people",
                name: text,
                grants: [.authorizationCode],
                redirectURIs: [text],
                policyURI: "javascript:alert(1)",
                termsOfServiceURI: text
            ),
        ]
        let fixture = try await DashboardFixture(clients: clients)
        let paths =
            ["/clients", "/clients/a%27b%22c", "/clients/secret", "/clients/people"]
            + ["a%27b%22c", "secret", "people"]
            .flatMap { id in ["edit", "delete", "try"].map { "/clients/\(id)/\($0)" } }
        for path in paths {
            let page = try await fixture.get(path)
            #expect(page.status == .ok, "\(path)")
            #expect(page.reading.all("script").allSatisfy { $0["src"]?.hasPrefix("/assets/") ?? false }, "\(path)")
            #expect(page.reading.elements.flatMap(\.attributes).allSatisfy { !$0.name.hasPrefix("on") }, "\(path)")
            #expect(page.reading.all("a").allSatisfy { !($0["href"] ?? "").hasPrefix("javascript:") }, "\(path)")
        }
    }

    @Test(arguments: [true, false])
    func whatWasNeverUsedIsInEveryTokenOfAServiceAlone(isService: Bool) async throws {
        let scopes = ["tstapp_data.read", "tstapp_data.write"]
        let client = Client.fixture(
            grants: isService ? [.clientCredentials] : [.authorizationCode],
            scopes: scopes,
            redirectURIs: isService ? [] : ["https://app.example.test/auth"]
        )
        let fixture = try await DashboardFixture(clients: [client])
        fixture.decisions.set { state in
            state.scopeUses = [ScopeUse(scope: "tstapp_data.read", lastAt: Self.now - 120)]
            state.clientUses = [
                ClientRouteUse(
                    client: "reporting",
                    application: "tstapp",
                    route: "GET /data/**",
                    total: TrafficCount(permitted: 12, refused: 3),
                    lastAt: Self.now - 120
                )
            ]
        }
        let text = try await fixture.get("/clients/reporting").words

        #expect(text.contains("1 scope was never used."))
        #expect(text.contains("Whoever has the client's tokens may have it too.") == isService)
    }

    @Test
    func withTwoSecretsItSaysThatTheseAreAll() async throws {
        let two = Client.fixture(secrets: [.fixture(id: "s1"), .fixture(id: "s2", digest: 2)])
        let page = try await DashboardFixture(clients: [two]).get("/clients/reporting")

        #expect(page.text.contains("Two at a time is the most"))
        #expect(!page.text.contains("Add a secret"))
        #expect(page.words.contains("id s1, no part of the secret"))
        let one = try await DashboardFixture(clients: [.fixture(secrets: [.fixture()])]).get("/clients/reporting")
        #expect(!one.text.contains("Two at a time is the most"))
    }
}
