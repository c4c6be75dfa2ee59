import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("OpenID Connect Core §8 — under which name a client knows a person")
struct SubjectNamesTests {
    private let names = SubjectNames(root: .fixture())

    private func name(
        _ id: String = "app",
        _ redirectURIs: [String] = [Client.callback],
        sector: String? = nil,
        source: ClientSource? = nil,
        user: UserID = User.ada.id
    ) -> String {
        let profile = ClientProfile.with {
            $0.subjectType = .pairwise
            $0.sectorIdentifier = sector
            $0.source = source
        }
        return names.subject(of: user, for: .app(id: id, redirectURIs: redirectURIs, profile: profile))
    }

    @Test func publicIsTheIDOfThePerson() {
        #expect(names.subject(of: User.ada.id, for: .app()) == User.ada.id.value)
        let profile = ClientProfile.with { $0.subjectType = .public }
        #expect(names.subject(of: User.ada.id, for: .app(profile: profile)) == User.ada.id.value)
    }

    @Test func pairwiseIsAnotherNameForEverySectorAndPerson() {
        let all = [
            name(), name("app", ["https://other.example/"]), name(sector: "sector.example"),
            name(user: .fixture(2)), User.ada.id.value,
        ]
        #expect(Set(all).count == all.count)
        #expect(Base64URL.decode(name())?.count == 32)
    }

    @Test func clientsOfOneHostShareASector() {
        #expect(name("one") == name("two", [Client.callback, "https://app.example.test/other"]))
        #expect(name("one", sector: "sector.example") == name("two", ["https://x.example/"], sector: "sector.example"))
    }

    @Test(arguments: [
        [], ["http://127.0.0.1/cb"], ["com.example.app:/cb"], [Client.callback, "https://other.example/"],
    ])
    func withoutOneHostAClientIsASectorOfItsOwn(_ redirectURIs: [String]) {
        #expect(name("one", redirectURIs) != name("two", redirectURIs))
        #expect(name("one", redirectURIs) == name("one", redirectURIs))
    }

    @Test(
        "Redirect URIs that nobody checked give no name of their host's",
        arguments: [
            ClientSource.dynamic, .metadataDocument,
        ]
    )
    func whoRegistersAloneIsASectorOfItsOwn(_ source: ClientSource) {
        #expect(name("one", source: source) != name())
        #expect(name("one", source: source) != name("two", source: source))
        #expect(name("one", sector: "app.example.test", source: source) != name())
        #expect(name("one", source: source) == name("one", ["https://moved.example/"], source: source))
    }

    @Test(arguments: [ClientSource.administrator, .policy])
    func whomAnAdministratorRegistersSharesTheSectorOfTheHost(_ source: ClientSource) {
        #expect(name("one", source: source) == name())
    }

    @Test func aClientCannotTakeTheNameOfAHost() {
        #expect(name("app.example.test", []) != name())
    }

    @Test func itDependsOnTheServersKey() {
        let client = Client.app(profile: .with { $0.subjectType = .pairwise })
        let other = SubjectNames(root: .fixture(1))
        #expect(names.subject(of: User.ada.id, for: client) != other.subject(of: User.ada.id, for: client))
    }

    @Test func everyEndpointSaysTheSame() async throws {
        let profile = ClientProfile.with { $0.subjectType = .pairwise }
        let server = try await TestServer(clients: [.app(isPublic: false, profile: profile)])
        try await server.allow()
        let answer = try await server.redeem(secret: Client.secretText)
        let subject = try server.verified(answer).subject
        #expect(subject == name())
        let idToken = try #require(answer.idToken).withExposedValue { $0 }.split(separator: ".")
        let payload = try #require(Base64URL.decode(String(idToken[1])))
        let claims = try JSONParser.parseObject(payload.span)
        #expect(claims["sub"] == .string(subject))
        let info = try await server.userInfo(answer)
        #expect(info["sub"] == .string(subject))
        let refreshToken = try #require(answer.refreshToken).withExposedValue { $0 }
        let refresh = try await server.introspected(refreshToken, by: "app")
        #expect(refresh["sub"] == .string(subject))
    }
}
