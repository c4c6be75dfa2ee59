import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("/api/v1/clients")
struct AdminAPIClientTests {
    private static let wish: JSONObject = [
        "client_id": "reporting",
        "application": "tstapp",
        "name": "Reporting job",
        "grants": ["client_credentials"],
        "scopes": ["tstapp_data.read"],
    ]

    private func wish(_ changes: (String, JSONValue?)...) -> JSONValue {
        var wish = Self.wish
        for (name, value) in changes { wish[name] = value }
        return .object(wish)
    }

    @Test func aNewClientIsAnsweredWithItsSecretAndItsAddress() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.post, "/api/v1/clients", wish())

        #expect(answer.status == 201)
        #expect(answer.headers[.location] == "/api/v1/clients/reporting")
        #expect(answer.json["client_secret"]?.string?.isEmpty == false)
        #expect(answer.headers[.cacheControl] == "no-store")
        let shown = try await fixture.send(.get, "/api/v1/clients/reporting")
        #expect(shown.headers[.eTag] == answer.headers[.eTag])
        #expect(shown.json["client_secret"] == nil)
        #expect(shown.json["scopes"] == ["tstapp_data.read"])
        #expect(try await fixture.store.auditEvents(before: nil, limit: 1).first?.event.actor == "robot")
    }

    @Test func theSameIDTwiceIs409() async throws {
        let fixture = try await AdminAPIFixture()

        let first = try await fixture.send(.post, "/api/v1/clients", wish())
        let second = try await fixture.send(.post, "/api/v1/clients", wish())

        #expect([first.status, second.status] == [201, 409])
        #expect(second.error == "client_exists")
        #expect(try await fixture.send(.get, "/api/v1/clients?text=Reporting").json["total"] == 1)
    }

    @Test func aMisspeltMemberIsNotLost() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.post, "/api/v1/clients", wish(("redirect_uri", [])))

        #expect(answer.status == 422)
        #expect(answer.fields == ["redirect_uri"])
        #expect(answer.text.contains("Did you mean redirect_uris?"))
        let inner = try await fixture.send(.post, "/api/v1/clients", wish(("settings", ["first-party": true])))
        #expect(inner.fields == ["settings.first-party"])
        let server = try await fixture.send(.post, "/api/v1/clients", wish(("settings", ["source": "built_in"])))
        #expect(server.fields == ["settings.source"])
    }

    @Test func everyWrongMemberIsNamed() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(
            .post,
            "/api/v1/clients",
            wish(("name", 7), ("scopes", ["a", 1]), ("public", "no"), ("grants", [7]), ("application", nil))
        )

        #expect(answer.status == 422)
        #expect(answer.error == "invalid_input")
        #expect(answer.fields == ["application", "public", "name", "grants.0", "scopes.1"])
    }

    @Test func everyRuleThatIsBrokenIsNamed() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(
            .post,
            "/api/v1/clients",
            wish(("name", "\u{7}"), ("policy_uri", "nowhere"), ("scopes", ["tstapp_data.red"]))
        )

        #expect(answer.status == 422)
        #expect(Set(answer.fields).isSuperset(of: ["name", "policy_uri"]))
    }

    @Test(arguments: [
        ("{", "it ends too early"), (#"{"name":"a","name":"b"}"#, "the same member twice"), ("{}x", "follows after"),
        (#"{"a":tru}"#, "is not JSON"),
    ])
    func whatIsNoJSONIs400AndSaysWhy(body: String, words: String) async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot)

        let answer = try await fixture.raw(
            .post,
            "/api/v1/clients",
            headers: [.authorization: "Bearer \(token)", .contentType: "application/json"],
            body: Array(body.utf8)
        )

        #expect(answer.status == 400)
        #expect(answer.error == "invalid_json")
        #expect(answer.json["detail"]?.string?.contains(words) == true)
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", nil])
    func anotherKindOfBodyIs415(type: String?) async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot)
        var headers: HTTPFields = [.authorization: "Bearer \(token)"]
        headers[.contentType] = type

        let answer = try await fixture.raw(.post, "/api/v1/clients", headers: headers, body: wish().serialized())

        #expect(answer.status == 415)
    }

    @Test func aBodyOverAMebibyteIs413() async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot)

        let answer = try await fixture.raw(
            .post,
            "/api/v1/clients",
            headers: [.authorization: "Bearer \(token)", .contentType: "application/json"],
            body: Array(repeating: 0x20, count: APIBody.limit + 1)
        )

        #expect(answer.status == 413)
    }

    @Test func theReaderWhoHasTheVersionGetsNothing() async throws {
        let fixture = try await AdminAPIFixture()
        let tag = try #require(try await fixture.send(.get, "/api/v1/clients/reader").headers[.eTag])

        let known = try await fixture.send(.get, "/api/v1/clients/reader", headers: [.ifNoneMatch: tag])
        let other = try await fixture.send(.get, "/api/v1/clients/reader", headers: [.ifNoneMatch: "\"x\", W/\"y\""])

        #expect([known.status, other.status] == [304, 200])
        #expect(known.text.isEmpty)
        #expect(known.headers[.eTag] == tag)
    }

    @Test func twoAdministratorsDoNotOverwriteEachOther() async throws {
        let fixture = try await AdminAPIFixture()
        let changes: JSONObject = ["name": "First", "grants": ["client_credentials"], "scopes": ["tstapp_data.read"]]
        var others = changes
        others["name"] = "Second"
        let tag = try #require(try await fixture.send(.get, "/api/v1/clients/reader").headers[.eTag])

        let first = try await fixture.send(.put, "/api/v1/clients/reader", .object(changes), ifMatch: tag)
        let second = try await fixture.send(.put, "/api/v1/clients/reader", .object(others), ifMatch: tag)
        let without = try await fixture.send(.put, "/api/v1/clients/reader", .object(others))
        let whichever = try await fixture.send(.put, "/api/v1/clients/reader", .object(others), ifMatch: "*")

        #expect([first.status, second.status, without.status, whichever.status] == [200, 412, 428, 200])
        #expect(second.headers[.eTag] == first.headers[.eTag])
        #expect(first.headers[.eTag] != tag)
        #expect(whichever.json["name"] == "Second")
    }

    @Test(arguments: ["abc", "\"abc", "", "\"a\" \"b\""])
    func anUnreadableTagIs400(tag: String) async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.delete, "/api/v1/clients/reader", ifMatch: tag)

        #expect(answer.status == 400)
    }

    @Test func aWeakTagMatchesNothing() async throws {
        let fixture = try await AdminAPIFixture()
        let tag = try #require(try await fixture.send(.get, "/api/v1/clients/reader").headers[.eTag])

        #expect(try await fixture.send(.delete, "/api/v1/clients/reader", ifMatch: "W/" + tag).status == 412)
        #expect(try await fixture.send(.delete, "/api/v1/clients/reader", ifMatch: "\"x\", " + tag).status == 204)
        #expect(try await fixture.send(.get, "/api/v1/clients/reader").status == 404)
    }

    @Test func aClientIsDisabledAndEnabled() async throws {
        let fixture = try await AdminAPIFixture()

        let disabled = try await fixture.send(.post, "/api/v1/clients/reader/disable")
        let list = try await fixture.send(.get, "/api/v1/clients?disabled=true")
        let enabled = try await fixture.send(.post, "/api/v1/clients/reader/enable")

        #expect(disabled.json["disabled_at"] == .integer(AdminAPIFixture.now))
        #expect(list.items.compactMap { $0["client_id"]?.string } == ["reader"])
        #expect(enabled.json["disabled_at"] == nil)
        #expect(enabled.headers[.eTag] != disabled.headers[.eTag])
    }

    @Test func twoSecretsLiveAndNotThree() async throws {
        let fixture = try await AdminAPIFixture()

        let second = try await fixture.send(.post, "/api/v1/clients/reader/secrets", ["label": "2027"])
        let third = try await fixture.send(.post, "/api/v1/clients/reader/secrets")
        let gone = try await fixture.send(.delete, "/api/v1/clients/reader/secrets/s1")
        let unknown = try await fixture.send(.delete, "/api/v1/clients/reader/secrets/s1")

        #expect([second.status, third.status, gone.status, unknown.status] == [201, 409, 204, 404])
        #expect(second.json["client_secret"]?.string?.isEmpty == false)
        #expect(third.error == "too_many_secrets")
        let client = try #require(try await fixture.store.client(.fixture("reader")))
        #expect(client.secrets.map(\.label) == ["2027"])
    }

    @Test func aLogoIsSetAndTakenAway() async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .robot)
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]
        func put(_ body: [UInt8], _ type: String) async throws -> Int {
            let headers: HTTPFields = [.authorization: "Bearer \(token)", .contentType: type]
            return try await fixture.raw(.put, "/api/v1/clients/reader/logo", headers: headers, body: body).status
        }

        #expect(try await put(png, "image/png") == 204)
        #expect(try await fixture.store.logo(of: .fixture("reader"))?.bytes == png)
        #expect(try await put(png, "image/svg+xml") == 415)
        #expect(try await put(Array("<svg/>".utf8), "image/png") == 422)
        #expect(try await put(png + Array(repeating: 0, count: 65_536), "image/png") == 413)
        #expect(try await fixture.send(.delete, "/api/v1/clients/reader/logo").status == 204)
        #expect(try await fixture.store.logo(of: .fixture("reader")) == nil)
    }

    @Test func aListLeadsFromPageToPage() async throws {
        let more = (1...5).map { Client.fixture(id: "c\($0)", name: "Client \($0)") }
        let fixture = try await AdminAPIFixture(clients: more)

        let first = try await fixture.send(.get, "/api/v1/clients?text=Client%20&limit=2&sort=name")
        let next = try #require(first.json["next"]?.string)
        let second = try await fixture.send(.get, next)
        let last = try await fixture.send(.get, try #require(second.json["next"]?.string))

        #expect(first.json["total"] == 5)
        #expect(first.headers[.link] == "<\(next)>; rel=\"next\"")
        #expect(next == "/api/v1/clients?text=Client%20&limit=2&sort=name&offset=2")
        #expect(
            (first.items + second.items + last.items).compactMap { $0["client_id"]?.string } == more.map(\.id.value)
        )
        #expect(last.json["next"] == nil)
        #expect(last.headers[.link] == nil)
    }

    @Test(arguments: [
        "limit=0", "limit=501", "limit=-1", "limit=+1", "limit=01", "limit=", "limit=ten", "offset=-1", "sort=id",
        "dir=up", "disabled=yes", "grant=password", "colour=red", "limit=1&limit=2", "page=2",
    ])
    func aParameterOutOfRangeOrUnknownIs422(query: String) async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.get, "/api/v1/clients?" + query)

        #expect(answer.status == 422)
        #expect(answer.fields == [String(query.prefix { $0 != "=" })])
    }

    @Test(arguments: [
        "/api/v1/clients?text=%ZZ", "/api/v1/clients/%ZZ", "/api/v1/clients/%C3%28", "/api/v1/clients/%00",
    ])
    func aBrokenEscapeIs400(path: String) async throws {
        let fixture = try await AdminAPIFixture()

        #expect(try await fixture.send(.get, path).status == 400)
    }

    @Test func idsTravelEscaped() async throws {
        let fixture = try await AdminAPIFixture(clients: [.fixture(id: "a+b@c,%d")])

        let shown = try await fixture.send(.get, "/api/v1/clients/a+b%40c%2C%25d")

        #expect(shown.status == 200)
        #expect(shown.json["client_id"] == "a+b@c,%d")
        #expect(try await fixture.send(.get, "/api/v1/clients/x%2Fy").status == 404)
    }

    @Test func whatIsNotThereIs404WithAHint() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.get, "/api/v1/clients/raeder")

        #expect(answer.status == 404)
        #expect(answer.error == "unknown_client")
        #expect(answer.json["suggestion"] == "Did you mean reader?")
    }

    @Test func aClientOfAPolicyFileIsChangedThere() async throws {
        var profile = ClientProfile()
        profile.source = .policy
        profile.declaredIn = "policies/tstapp.yaml:12"
        let fixture = try await AdminAPIFixture(clients: [.fixture(id: "coded", profile: profile)])
        let changes: JSONValue = ["name": "x", "grants": ["client_credentials"], "scopes": ["tstapp_data.read"]]

        let replaced = try await fixture.send(.put, "/api/v1/clients/coded", changes, ifMatch: "*")
        let deleted = try await fixture.send(.delete, "/api/v1/clients/coded", ifMatch: "*")
        let disabled = try await fixture.send(.post, "/api/v1/clients/coded/disable")

        #expect([replaced.status, deleted.status, disabled.status] == [409, 409, 200])
        #expect(replaced.error == "declared_elsewhere")
        #expect(replaced.text.contains("policies/tstapp.yaml"))
    }

    @Test func anInitialAccessTokenIsRefusedWhereRegistrationIsOff() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.post, "/api/v1/registration-tokens", ["application": "tstapp"])

        #expect(answer.status == 422)
        #expect(answer.error == "invalid_settings")
    }

    @Test func aKnownPathSaysWhichMethodsItHas() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.patch, "/api/v1/clients/reader")

        #expect(answer.status == 405)
        #expect(answer.headers[.allow] == "DELETE, GET, HEAD, PUT")
        #expect(try await fixture.send(.get, "/api/v1/clientele").status == 404)
    }
}
