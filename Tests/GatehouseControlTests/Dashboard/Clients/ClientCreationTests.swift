import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Creating clients by their forms")
struct ClientCreationTests {
    private static let code = "/clients/new/code"
    private static let service = "/clients/new/service"

    @Test
    func aClientForPeopleIsCreatedAndItsSecretShownOnce() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.create(Self.code, ClientFormSubmission.code())
        let client = try #require(try await fixture.clients(named: "Reporting Studio").first)

        #expect(answer.status == .ok)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(client.grants == [.authorizationCode])
        #expect(client.scopes.names == ["openid", "tstapp_data.read"])
        #expect(client.redirectURIs == ["https://reporting.example.test/auth"])
        #expect(client.secrets.count == 1)
        for text in [
            "Reporting Studio is ready", client.id.value, "http://localhost:8080/.well-known/openid-configuration",
            "https://reporting.example.test/auth", "Copy the secret now.",
        ] {
            #expect(answer.text.contains(text), "\(text)")
        }
        let secrets = answer.reading.elements.filter { $0["class"] == "secret" }
        #expect(secrets.count == 1)
        let later = try await fixture.get("/clients/\(client.id.value)")
        #expect(later.reading.elements.filter { $0["class"] == "secret" }.isEmpty)
        #expect(answer.body.readableBytes < 100_000)
    }

    @Test
    func theSecretOnThePageIsTheOneThatWorks() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.create(Self.service, ClientFormSubmission.service())
        let client = try #require(try await fixture.clients(named: "Night export").first)
        let line = try #require(answer.words.split(separator: "\n").first { $0.contains("CLIENT_SECRET='") })
        let secret = line.split(separator: "'")[1]

        #expect(client.secrets.first?.digest == SecretDigest.of(String(secret)))
        #expect(client.isPublic == false)
        #expect(client.grants == [.clientCredentials])
    }

    @Test
    func aFormThatComesTwiceMakesOneClient() async throws {
        let fixture = try await DashboardFixture()
        let fields = [try await fixture.draft(Self.code)] + ClientFormSubmission.code()
        _ = try await fixture.post(Self.code, fields)
        let second = try await fixture.post(Self.code, fields)
        let clients = try await fixture.clients(named: "Reporting Studio")

        #expect(clients.count == 1)
        #expect(second.status == .seeOther)
        #expect(second.headers[.location] == clients.first.map { "/clients/\($0.id.value)" })
        #expect(second.headers[values: .setCookie].contains { $0.contains("notice") })
    }

    @Test
    func nobodyChoosesTheIdOfAClient() async throws {
        let fixture = try await DashboardFixture()
        let own = try await fixture.draft(Self.code).value
        let signature = try #require(own.split(separator: ".").last)
        for draft in ["", "chosen", "chosen.\(signature)", own + "x", "gatehouse-dashboard.\(signature)"] {
            let answer = try await fixture.post(
                Self.code,
                [(name: "draft", value: draft)] + ClientFormSubmission.code()
            )
            #expect(answer.status == .unprocessableContent)
            #expect(answer.hidden("draft") != draft)
        }
        #expect(try await fixture.clients(named: "Reporting Studio").isEmpty)
    }

    @Test
    func allProblemsComeAtOnceBesideTheirFieldsWithWhatWasTyped() async throws {
        let fixture = try await DashboardFixture()
        let fields = ClientFormSubmission.code(
            [
                "name": "", "policy_uri": "reporting.example.test/privacy", "tos_uri": "javascript:alert(1)",
                "redirect_uri": "http://staging.example.test/auth#done", "access_token_seconds": "abc",
            ],
            scopes: ["nosuch_scope"]
        )
        let answer = try await fixture.create(Self.code, fields)
        let invalid = answer.reading.elements.filter { $0["aria-invalid"] == "true" }.compactMap { $0["name"] }

        #expect(answer.status == .unprocessableContent)
        #expect(
            Set(invalid).isSuperset(of: ["name", "policy_uri", "tos_uri", "redirect_uri", "access_token_seconds"])
        )
        let links = answer.reading.all("a").compactMap { $0["href"] }
        for anchor in ["#name", "#policy_uri", "#tos_uri", "#redirect-1", "#scopes", "#access_token_seconds"] {
            #expect(links.contains(anchor), "\(anchor)")
            #expect(answer.reading.values(of: "id").contains(String(anchor.dropFirst())), "\(anchor)")
        }
        for typed in ["reporting.example.test/privacy", "javascript:alert(1)", "nosuch_scope", "abc"] {
            #expect(answer.reading.values(of: "value").contains(typed), "\(typed)")
        }
        #expect(answer.reading.elements.contains { $0["id"] == "problems" && $0["tabindex"] == "-1" })
        #expect(answer.text.contains("6 fields need you"))
        #expect(try await fixture.store.clients(ClientQuery()).total == 3)
    }

    @Test
    func theSecondRedirectURLKeepsItsPlaceBehindAnEmptyOne() async throws {
        let fixture = try await DashboardFixture()
        let fields = ClientFormSubmission.code(["redirect_uri": nil])
        let redirects = ["", "https://a.example.test/", "ftp://b.example.test/"]
            .map { (name: "redirect_uri", value: $0) }
        let answer = try await fixture.create(Self.code, fields + redirects)

        #expect(answer.reading.elements.first { $0["id"] == "redirect-3" }?["aria-invalid"] == "true")
        #expect(answer.reading.elements.first { $0["id"] == "redirect-2" }?["aria-invalid"] == nil)
    }

    @Test
    func addressesAreAddedAndTakenAwayWithoutAScript() async throws {
        let fixture = try await DashboardFixture()
        let fields = ClientFormSubmission.code(["name": ""])
        let more = try await fixture.create(Self.code, fields + [(name: "add", value: "redirect_uri")])
        let fewer = try await fixture.create(Self.code, fields + [(name: "remove", value: "0")])

        #expect(more.status == .ok)
        #expect(more.reading.elements.count { $0["name"] == "redirect_uri" } == 2)
        #expect(more.reading.elements.allSatisfy { $0["aria-invalid"] == nil })
        #expect(fewer.reading.elements.filter { $0["name"] == "redirect_uri" }.map { $0["value"] } == [""])
    }

    @Test
    func theFormOfAServiceTakesKeysInPlaceOfASecret() async throws {
        let fixture = try await DashboardFixture()
        let fields = ClientFormSubmission.service(["auth": "private_key_jwt", "jwks": "{}"])
        let refused = try await fixture.create(Self.service, fields)
        let uri = ClientFormSubmission.service([
            "auth": "private_key_jwt", "jwks_uri": "https://jobs.example.test/jwks.json",
        ])
        let created = try await fixture.create(Self.service, uri)
        let client = try #require(try await fixture.clients(named: "Night export").first)

        #expect(refused.status == .unprocessableContent)
        #expect(created.status == .ok)
        #expect(client.profile.authenticationMethod == .privateKeyJWT)
        #expect(client.secrets.isEmpty)
        #expect(created.text.contains("client_assertion"))
    }

    @Test
    func aLogoIsCopiedOnceAndAMissingOneIsSaidInPlace() async throws {
        let fixture = try await DashboardFixture()
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
        fixture.base.outbound.answer(
            "https://a.example.test/logo.png",
            with: .success(OutboundAnswer(status: 200, contentType: "image/png", body: png))
        )
        fixture.base.outbound.answer(
            "https://a.example.test/page",
            with: .success(OutboundAnswer(status: 200, body: Array("<html>".utf8)))
        )
        let wrong = ["https://a.example.test/page", "https://a.example.test/none", "file:///etc/passwd", "/logo.png"]
        for url in wrong {
            let answer = try await fixture.create(Self.code, ClientFormSubmission.code(["logo_uri": url]))
            #expect(answer.status == .unprocessableContent)
            #expect(answer.reading.elements.first { $0["id"] == "logo_uri" }?["aria-invalid"] == "true")
        }
        let fields = ClientFormSubmission.code(["logo_uri": "https://a.example.test/logo.png"])
        #expect(try await fixture.create(Self.code, fields).status == .ok)
        let client = try #require(try await fixture.clients(named: "Reporting Studio").first)
        #expect(client.profile.hasLogo == true)
        #expect(fixture.base.outbound.calls.filter { $0.url.hasSuffix("logo.png") }.count == 1)
    }

    /// A quotation mark, with and without a mark that joins it to one character.
    static let hostile = [
        "\"><script>alert(1)</script>{{x}}'&", "\"\u{301}><img src=x onerror=alert(1)>", "</textarea><script>",
        "</pre><b>\u{202E}",
    ]

    @Test(arguments: hostile)
    func everyFieldWithHostileTextStaysText(text: String) async throws {
        let fixture = try await DashboardFixture()
        let changes: [String: String?] = [
            "name": text, "policy_uri": text, "tos_uri": text, "logo_uri": text, "redirect_uri": text,
            "access_token_seconds": text, "refresh_token_seconds": text, "application": text, "kind": text,
        ]
        let service: [String: String?] = ["name": text, "jwks": text, "jwks_uri": text, "auth": text]
        for answer in [
            try await fixture.create(Self.code, ClientFormSubmission.code(changes, scopes: [text])),
            try await fixture.create(Self.service, ClientFormSubmission.service(service, scopes: [text])),
        ] {
            #expect(answer.status == .unprocessableContent)
            #expect(answer.reading.all("script").allSatisfy { $0["src"]?.hasPrefix("/assets/") ?? false })
            #expect(answer.reading.elements.flatMap(\.attributes).allSatisfy { !$0.name.hasPrefix("on") })
            #expect(answer.reading.all("textarea").count <= 1)
        }
    }

    @Test
    func hugeAndManyValuesComeBack() async throws {
        let fixture = try await DashboardFixture()
        let name = String(repeating: "n", count: 20_000)
        let redirects = (0..<150).map { (name: "redirect_uri", value: "x\($0)") }
        let fields = ClientFormSubmission.code(["name": name, "redirect_uri": nil]) + redirects
        let answer = try await fixture.create(Self.code, fields)

        #expect(answer.status == .unprocessableContent)
        #expect(answer.reading.values(of: "value").contains(name))
        #expect(answer.reading.elements.count { $0["name"] == "redirect_uri" } == 150)
    }

    @Test
    func fieldsThatComeTwiceCountOnce() async throws {
        let fixture = try await DashboardFixture()
        let twice: ClientFormSubmission.Fields = [
            ("name", "Another"), ("scope", "tstapp_data.read"), ("redirect_uri", "https://reporting.example.test/auth"),
        ]
        let answer = try await fixture.create(Self.code, ClientFormSubmission.code() + twice)
        let client = try #require(try await fixture.clients(named: "Reporting Studio").first)

        #expect(answer.status == .ok)
        #expect(client.redirectURIs.count == 1)
        #expect(client.scopes.names.count == 2)
    }

    @Test
    func whoMayOnlyLookCreatesNothing() async throws {
        let fixture = try await DashboardFixture()
        for path in [Self.code, Self.service] {
            #expect(try await fixture.get(path, as: .reader).status == .forbidden)
            let fields = [try await fixture.draft(path)] + ClientFormSubmission.service()
            #expect(try await fixture.post(path, fields, as: .reader).status == .forbidden)
        }
        #expect(try await fixture.store.clients(ClientQuery()).total == 3)
    }

    @Test
    func whoAddsARedirectURLTypesIntoItNext() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.create(Self.code, ClientFormSubmission.code() + [("add", "redirect_uri")])
        let focused = answer.reading.all("input").filter { $0["autofocus"] != nil }.compactMap { $0["id"] }

        #expect(focused == ["redirect-2"])
        #expect(try await !fixture.get(Self.code).text.contains("autofocus"))
    }

    @Test
    func aClientWithoutANameIsAskedForOne() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.create(Self.service, ClientFormSubmission.service(["name": ""]))

        #expect(answer.words.contains("It has no name. Give it a name that people will recognise"))
    }

    @Test
    func keysAreAskedForByAKeyPairAlone() async throws {
        let page = try await DashboardFixture().get(Self.service)

        #expect(page.reading.elements.contains { $0["class"] == "if-keys" })
        #expect(page.words.contains("For a key pair: a JWKS"))
        #expect(!page.text.contains("(optional)"))
    }

    @Test
    func whatIsWrongWithKeysIsASentence() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.create(
            Self.service,
            ClientFormSubmission.service(["auth": "private_key_jwt", "jwks": "[]"])
        )

        #expect(answer.words.contains("a list of keys. Write a JWK Set"))
    }
}
