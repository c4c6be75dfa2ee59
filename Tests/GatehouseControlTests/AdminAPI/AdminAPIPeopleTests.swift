import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("/api/v1/users")
struct AdminAPIPeopleTests {
    @Test func aNewPersonIsAnsweredWithAPasswordOnce() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.post, "/api/v1/users", .object(APIExamples.newUser))

        #expect(answer.status == 201)
        #expect(answer.json["password"]?.string?.isEmpty == false)
        let id = try #require(answer.json["sub"]?.string)
        #expect(answer.headers[.location] == "/api/v1/users/\(id)")
        let shown = try await fixture.send(.get, "/api/v1/users/\(id)")
        #expect(shown.json["password"] == nil)
        #expect(shown.json["attributes"] == ["department": ["finance"]])
        #expect(shown.headers[.eTag] == answer.headers[.eTag])
        #expect(try await fixture.send(.get, "/api/v1/users/alice%40example.test").json["sub"] == .string(id))
        #expect(try await fixture.send(.post, "/api/v1/users", .object(APIExamples.newUser)).status == 409)
    }

    @Test func everythingThatIsWrongWithAPersonIsNamed() async throws {
        let fixture = try await AdminAPIFixture()
        let wish: JSONValue = [
            "username": "Bad Name", "email": "nowhere", "password": "short", "scopes": ["tstapp_data.read"],
        ]

        let answer = try await fixture.send(.post, "/api/v1/users", wish)

        #expect(answer.status == 422)
        #expect(Set(answer.fields).isSuperset(of: ["username", "email"]))
        #expect(!answer.text.contains("short\""))
    }

    @Test func twoAdministratorsDoNotOverwriteEachOther() async throws {
        let fixture = try await AdminAPIFixture(people: [.fixture("carol", id: .fixture(7))])
        let tag = try #require(try await fixture.send(.get, "/api/v1/users/carol").headers[.eTag])
        let changes: JSONValue = ["name": "Carol", "scopes": ["gatehouse_read"]]

        let first = try await fixture.send(.put, "/api/v1/users/carol", changes, ifMatch: tag)
        let second = try await fixture.send(.put, "/api/v1/users/carol", ["name": "Karl"], ifMatch: tag)
        let without = try await fixture.send(.put, "/api/v1/users/carol", ["name": "Karl"])
        let known = try await fixture.send(
            .get,
            "/api/v1/users/carol",
            headers: [.ifNoneMatch: first.headers[.eTag] ?? ""]
        )

        #expect([first.status, second.status, without.status, known.status] == [200, 412, 428, 304])
        #expect(first.json["scopes"] == ["gatehouse_read"])
        #expect(first.json["name"] == "Carol")
    }

    @Test func aPersonIsDisabledAndEnabled() async throws {
        let fixture = try await AdminAPIFixture(people: [.fixture("carol", id: .fixture(7))])

        let disabled = try await fixture.send(.post, "/api/v1/users/carol/disable")
        let list = try await fixture.send(.get, "/api/v1/users?disabled=true")
        let enabled = try await fixture.send(.post, "/api/v1/users/carol/enable")

        #expect(disabled.json["disabled_at"] == .integer(AdminAPIFixture.now))
        #expect(list.items.compactMap { $0["username"]?.string } == ["carol"])
        #expect(enabled.json["disabled_at"] == nil)
    }

    @Test func theLastAdministratorStaysOneButForTheOperator() async throws {
        let disabled = User.fixture("carol", id: .fixture(7), assignedScopes: ["gatehouse_admin"], disabledAt: 5)
        let fixture = try await AdminAPIFixture(people: [disabled])
        let path = "/api/v1/users/" + User.administrator.id.value
        let take: JSONValue = ["take": ["gatehouse_admin"]]
        let tag = try #require(try await fixture.send(.get, path).headers[.eTag])

        let refused = [
            try await fixture.send(.post, path + "/disable"),
            try await fixture.send(.post, path + "/scopes", take),
            try await fixture.send(.put, path, ["scopes": ["gatehouse_read"]], ifMatch: tag),
        ]
        let kept = try await fixture.send(.put, path, ["scopes": ["gatehouse_admin"]], ifMatch: "*")
        _ = try await fixture.send(.post, "/api/v1/users/carol/enable")
        let second = try await fixture.send(.post, path + "/disable")

        #expect(refused.map(\.status) == [409, 409, 409])
        #expect(refused.map(\.error) == ["last_administrator", "last_administrator", "last_administrator"])
        #expect([kept.status, second.status] == [200, 200])

        let socket = try await AdminAPIFixture(authority: .peer("cli"))
        #expect(try await socket.send(.post, path + "/disable", as: .nobody).status == 200)
    }

    @Test func aPasswordIsSetOrChosen() async throws {
        let fixture = try await AdminAPIFixture(people: [.fixture("carol", id: .fixture(7))])

        let chosen = try await fixture.send(.put, "/api/v1/users/carol/password")
        let set = try await fixture.send(
            .put,
            "/api/v1/users/carol/password",
            ["password": "a long enough pass phrase"]
        )
        let short = try await fixture.send(.put, "/api/v1/users/carol/password", ["password": "abc"])

        #expect([chosen.status, set.status, short.status] == [200, 200, 422])
        #expect(chosen.json["password"]?.string?.isEmpty == false)
        #expect(set.json["password"] == nil)
        #expect(short.error == "invalid_password")
    }

    @Test func aLostSecondFactorIsTakenAway() async throws {
        let carol = User.fixture(
            "carol",
            id: .fixture(7),
            secondFactor: SecondFactor(sealedSecret: [1], confirmedAt: AdminAPIFixture.now)
        )
        let fixture = try await AdminAPIFixture(people: [carol])

        let answer = try await fixture.send(.delete, "/api/v1/users/carol/second-factor")

        #expect(answer.status == 204)
        #expect(try await fixture.send(.get, "/api/v1/users/carol").json["second_factor"] == false)
    }

    @Test func sessionsAreListedAndEnded() async throws {
        let fixture = try await AdminAPIFixture(people: [.fixture("carol", id: .fixture(7))])
        for id in ["one", "two", "three"] {
            try await fixture.store.begin(
                .fixture(
                    id: id,
                    userID: .fixture(7),
                    createdAt: AdminAPIFixture.now - 60,
                    expiresAt: AdminAPIFixture.now + 3_600,
                    userAgent: "Browser",
                    address: "192.0.2.1"
                ),
                digest: SecretDigest.of(id),
                ending: nil,
                audit: .fixture()
            )
        }

        let list = try await fixture.send(.get, "/api/v1/users/carol/sessions")
        let ended = try await fixture.send(.delete, "/api/v1/users/carol/sessions/two")
        let again = try await fixture.send(.delete, "/api/v1/users/carol/sessions/two")
        let rest = try await fixture.send(.get, "/api/v1/users/carol/sessions")
        let all = try await fixture.send(.delete, "/api/v1/users/carol/sessions")
        let none = try await fixture.send(.get, "/api/v1/users/carol/sessions")

        #expect(list.json["total"] == 3)
        #expect([ended.status, again.status, all.status] == [204, 404, 204])
        #expect(rest.json["total"] == 2)
        #expect(none.json["total"] == 0)
    }

    @Test func whatSomebodyHasAllowedIsListedAndWithdrawn() async throws {
        let fixture = try await AdminAPIFixture()

        let list = try await fixture.send(.get, "/api/v1/users/root/grants")
        let withdrawn = try await fixture.send(.delete, "/api/v1/users/root/grants/console")
        let rest = try await fixture.send(.get, "/api/v1/users/root/grants")

        #expect(list.items.compactMap { $0["client_id"]?.string } == ["console"])
        #expect(withdrawn.status == 200)
        #expect(rest.json["total"] == 0)
    }

    @Test func signingOutTakesTheTokensBack() async throws {
        let fixture = try await AdminAPIFixture()

        let out = try await fixture.send(.post, "/api/v1/users/root/sign-out")

        #expect(out.status == 200)
        #expect(try await fixture.send(.get, "/api/v1/keys", as: .root).status == 401)
    }

    @Test func nobodyIs404() async throws {
        let fixture = try await AdminAPIFixture()

        for (method, path) in [
            (HTTPRequest.Method.get, ""), (.post, "/disable"), (.get, "/sessions"), (.delete, "/sessions/x"),
            (.delete, "/second-factor"), (.get, "/grants"), (.delete, "/grants/reader"),
        ] {
            let answer = try await fixture.send(method, "/api/v1/users/nobody" + path)
            #expect(answer.status == 404, "\(path)")
            #expect(answer.error == "unknown_user")
        }
    }
}
