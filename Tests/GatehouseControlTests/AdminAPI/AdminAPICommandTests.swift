import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("What the command line asks of the admin API")
struct AdminAPICommandTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]

    @Test func aRotationIsNotRefusedForTwoSecrets() async throws {
        let fixture = try await AdminAPIFixture()
        let path = "/api/v1/clients/reader/rotate-secret"

        let second = try await fixture.send(.post, path, ["label": "2027"])
        let third = try await fixture.send(.post, path)
        let alone = try await fixture.send(.post, path, ["label": "2029", "revoke_old": true])
        let nobody = try await fixture.send(.post, "/api/v1/clients/nobody/rotate-secret")

        #expect([second.status, third.status, alone.status, nobody.status] == [201, 201, 201, 404])
        #expect(Self.labels(third) == ["2027", "rotated"])
        #expect(Self.labels(alone) == ["2029"])
        #expect(alone.json["client_secret"]?.string?.isEmpty == false)
        #expect(try await fixture.send(.post, path, ["label": " "]).error == "invalid_label")
        #expect(try await fixture.send(.post, path, as: .monitor).status == 403)
    }

    @Test func scopesAreGivenAndTakenWhileTheOthersStay() async throws {
        let fixture = try await AdminAPIFixture(people: [.fixture("carol", id: .fixture(7))])
        let path = "/api/v1/users/carol/scopes"

        let given = try await fixture.send(.post, path, ["give": ["gatehouse_read", "gatehouse_admin"]])
        let taken = try await fixture.send(.post, path, ["take": ["gatehouse_admin"]])
        let unknown = try await fixture.send(.post, path, ["give": ["gatehouse_raed"]])
        let missing = try await fixture.send(.post, path, ["take": ["gatehouse_admin"]])

        #expect(given.json["scopes"] == ["gatehouse_admin", "gatehouse_read"])
        #expect(taken.json["scopes"] == ["gatehouse_read"])
        #expect([unknown.status, missing.status] == [422, 422])
        #expect(unknown.json["suggestion"] == "Did you mean gatehouse_read?")
        #expect(try await fixture.send(.post, path, ["give": []], as: .monitor).status == 403)
    }

    @Test func aNewClientBringsItsLogo() async throws {
        let fixture = try await AdminAPIFixture()
        var wish = APIExamples.newClient
        wish["client_id"] = "job"
        wish["logo"] = .string(Base64URL.encode(Self.png))

        #expect(try await fixture.send(.post, "/api/v1/clients", .object(wish)).status == 201)
        #expect(try await fixture.store.logo(of: .fixture("job"))?.bytes == Self.png)

        wish["client_id"] = "other-job"
        wish["logo"] = .string(Base64URL.encode(Array("<svg/>".utf8)))
        #expect(try await fixture.send(.post, "/api/v1/clients", .object(wish)).error == "invalid_logo")
        wish["logo"] = "=!"
        #expect(try await fixture.send(.post, "/api/v1/clients", .object(wish)).fields == ["logo"])
        #expect(try await fixture.store.client(.fixture("other-job")) == nil)
    }

    @Test func whatTheDomainKnowsBetterItSaysItself() async throws {
        let fixture = try await AdminAPIFixture()
        var wish = APIExamples.newClient
        wish["grants"] = ["client_credential"]
        let grant = try await fixture.send(.post, "/api/v1/clients", .object(wish))
        wish = APIExamples.newClient
        wish["settings"] = ["access_token_seconds": 1]
        let lifetime = try await fixture.send(.post, "/api/v1/clients", .object(wish))
        wish["name"] = ""
        let both = try await fixture.send(.post, "/api/v1/clients", .object(wish))
        wish["name"] = 7
        let kind = try await fixture.send(.post, "/api/v1/clients", .object(wish))

        #expect(grant.json["suggestion"] == "Did you mean client_credentials?")
        #expect(lifetime.json["detail"] == "Access tokens live 60 to 86400 seconds.")
        #expect(both.error == "invalid_input")
        #expect(both.fields == ["name", "access_token_seconds"])
        #expect(both.json["detail"]?.string?.hasPrefix("It has no name.") == true)
        #expect(kind.fields == ["name"])
    }

    @Test func theListOfAMisspeltApplicationIsRefused() async throws {
        let fixture = try await AdminAPIFixture()

        let misspelt = try await fixture.send(.get, "/api/v1/clients?application=tstap")
        let filtered = try await fixture.send(.get, "/api/v1/clients?application=tstapp&disabled=true")

        #expect(misspelt.error == "unknown_application")
        #expect([filtered.status, filtered.items.count] == [200, 0])
    }

    @Test func whatStandsIsToldToWhoHasAnotherPolicy() async throws {
        let fixture = try await AdminAPIFixture()
        let digests: JSONObject = ["reader": .string(Base64URL.encode(SecretDigest.of(ControlFixture.secret)))]
        let wish: JSONValue = ["clients": ["reader", "nobody"], "secret_digests": .object(digests)]

        let answer = try await fixture.send(.post, "/api/v1/policy/compare", wish)

        #expect(answer.status == 200)
        #expect(answer.json["clients"]?.array?.count == 1)
        #expect(answer.json["secrets_in_force"] == ["reader"])
        #expect(try await fixture.send(.post, "/api/v1/policy/compare", wish, as: .monitor).status == 403)
    }

    private static func labels(_ reply: APIReply) -> [String] {
        reply.json["secrets"]?.array?.compactMap { $0.object?["label"]?.string } ?? []
    }
}
