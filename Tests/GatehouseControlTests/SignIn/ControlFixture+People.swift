import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport

@testable import GatehouseControl

extension ControlFixture {
    /// With people, and with clients that they sign in to.
    static func withPeople(
        issuer: String = ControlFixture.issuer,
        users: [User] = [.ada, .grace],
        passwords: any PasswordHashing = PlainPasswords(),
        settings: PeopleConfiguration = PeopleConfiguration()
    ) throws -> ControlFixture {
        try ControlFixture(
            issuer: issuer,
            clients: [.app(), .app(id: "desk", name: "Desk", callback: "http://127.0.0.1/callback")],
            users: users,
            passwords: passwords,
            settings: settings
        )
    }

    /// The kinds of the events that were recorded, oldest first.
    func events() async throws -> [AccountEvent] {
        try await store.auditEvents(before: nil, limit: 200).reversed()
            .compactMap { recorded in
                guard case .account(let kind, _) = recorded.event.kind else { return nil }
                return kind
            }
    }

    /// A secret of an authenticator that a person has set up.
    static func factor(of user: UserID = .fixture(1), secret: TOTPSecret, left: Int = 10) -> SecondFactor {
        SecondFactor(
            sealedSecret: PeoplePorts.fixture().sealed(secret, of: user),
            confirmedAt: now - 1_000,
            recoveryCodesLeft: left
        )
    }
}

extension User {
    static let ada = User.fixture(
        "ada",
        email: "ada@example.test",
        name: "Ada Lovelace",
        password: PageBrowser.password
    )
    static let grace = User.fixture("grace", id: .fixture(2), name: "Grace Hopper", password: PageBrowser.password)
}

extension Client {
    /// A public client of a browser's page.
    static func app(
        id: String = "app",
        name: String = "Weather <b>app</b>",
        callback: String = PageBrowser.callback
    ) -> Client {
        var profile = ClientProfile()
        profile.postLogoutRedirectURIs = ["https://app.example.test/bye"]
        profile.backchannelLogoutURI = "https://app.example.test/backchannel"
        return .fixture(
            id: id,
            name: name,
            grants: [.authorizationCode, .refreshToken],
            scopes: ["openid", "profile", "email", "offline_access", "tstapp_data.read", "tstapp_data.write"],
            isPublic: true,
            redirectURIs: [callback],
            profile: profile
        )
    }
}
