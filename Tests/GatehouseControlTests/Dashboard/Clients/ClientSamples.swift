import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport

@testable import GatehouseControl

/// Every state of the pages about clients, with texts of the test's choice in every free field.
struct ClientSamples {
    let text: @Sendable (String) -> String
    let fixture: DashboardFixture

    static let now = DashboardFixture.now

    init(_ text: @escaping @Sendable (String) -> String = { $0 }) async throws {
        self.text = text
        fixture = try await DashboardFixture()
    }

    func frame(mayChange: Bool = true, notice: PageNotice? = nil) -> DashboardFrame {
        DashboardFrame(
            site: PageSite(issuerHost: "id.example.test", stylesheet: "/gatehouse.css", icon: "/icon.svg"),
            script: "/dashboard.js",
            section: .clients,
            csrf: text("c5rf"),
            mayChange: mayChange,
            notice: notice,
            person: text("Alice Example"),
            account: "https://id.example.test/account",
            standing: FrameStanding(generation: 41, applied: PageTime(Self.now - 120, now: Self.now), problemCount: 0)
        )
    }

    var people: Client {
        var profile = ClientProfile()
        profile.hasLogo = true
        profile.isFirstParty = true
        profile.refreshTokenSeconds = 86_400
        return .fixture(
            id: "web",
            name: text("Reporting Studio"),
            grants: [.authorizationCode, .refreshToken],
            scopes: ["openid", "tstapp_data.read", "other_data.read"],
            isPublic: false,
            redirectURIs: ["https://reporting.example.test/auth", "http://127.0.0.1:3005/auth"],
            policyURI: "https://reporting.example.test/" + text("privacy"),
            termsOfServiceURI: "https://reporting.example.test/" + text("terms"),
            secrets: [
                .fixture(label: text("first"), createdAt: Self.now - 9_000, lastUsedAt: Self.now - 240)
            ],
            createdAt: Self.now - 9_000,
            profile: profile
        )
    }

    private var spa: Client {
        .fixture(
            id: "spa",
            name: text("Weather"),
            grants: [.authorizationCode],
            scopes: ["openid", "tstapp_data.read"],
            isPublic: true,
            redirectURIs: ["http://127.0.0.1/callback"],
            createdAt: Self.now - 9_000,
            disabledAt: Self.now - 60
        )
    }

    var keyed: Client {
        var profile = ClientProfile()
        profile.authenticationMethod = .privateKeyJWT
        profile.keys = text("{\"keys\":[]}")
        profile.keysURI = "https://jobs.example.test/" + text("jwks")
        return .fixture(id: "keyed", name: text("Keyed job"), createdAt: Self.now - 9_000, profile: profile)
    }

    private var declared: Client {
        var profile = ClientProfile()
        profile.source = .policy
        profile.declaredIn = "policies/tstapp.yaml:12"
        return .fixture(
            id: "declared",
            name: text("Declared job"),
            secrets: [.fixture()],
            createdAt: Self.now - 9_000,
            profile: profile
        )
    }

    private var builtIn: Client {
        var profile = ClientProfile()
        profile.source = .builtIn
        return .fixture(id: "own", name: text("Dashboard"), createdAt: Self.now - 9_000, profile: profile)
    }

    var all: [PageSamples.Sample] {
        get async throws {
            try await lists + forms() + clients() + trials
        }
    }
}

extension ClientSamples {
    private var lists: [PageSamples.Sample] {
        get throws {
            let catalog = fixture.base.catalog.catalog()
            let full = DirectoryPage(items: [people, spa, declared], total: 1_234)
            var filtered = ClientListQuery()
            filtered.text = text("report")
            filtered.application = "tstapp"
            filtered.grant = .clientCredentials
            filtered.scope = "tstapp_data.read"
            filtered.isDisabled = true
            filtered.source = .policy
            filtered.sort.column = .created
            filtered.sort.isDescending = true
            filtered.page = 2
            var byUse = ClientListQuery()
            byUse.sort.column = .used
            func list(_ query: ClientListQuery, _ found: DirectoryPage<Client>, mayChange: Bool = true)
                -> ClientListPage
            {
                ClientListPage(
                    frame: frame(mayChange: mayChange),
                    query: query,
                    clients: found,
                    catalog: catalog,
                    mayChange: mayChange,
                    now: Self.now
                )
            }
            let nothing = DirectoryPage<Client>(items: [], total: 0)
            return [
                ("board-clients", list(ClientListQuery(), full)), ("board-clients-filtered", list(filtered, full)),
                ("board-clients-by-use", list(byUse, full)), ("board-clients-none-found", list(filtered, nothing)),
                ("board-clients-empty", list(ClientListQuery(), nothing)),
                ("board-clients-empty-for-readers", list(ClientListQuery(), nothing, mayChange: false)),
                (
                    "board-client-kind",
                    ClientKindPage(frame: frame(), codeHref: "/c", serviceHref: "/s", mayChange: true)
                ),
                (
                    "board-client-kind-for-readers",
                    ClientKindPage(frame: frame(mayChange: false), codeHref: "/c", serviceHref: "/s", mayChange: false)
                ),
            ]
        }
    }

    private func page(
        _ values: ClientFormValues,
        problems: ClientFormProblems = ClientFormProblems(),
        services: DashboardServices? = nil
    ) async throws -> ClientFormPage {
        let services = services ?? fixture.services
        let form = ClientForm(
            values,
            action: "/clients/new/code",
            draft: ClientDraft(SeededEntropy(), key: fixture.pages.key, formToken: "f"),
            problems: problems,
            services: services
        )
        let preview = ClientPreview(values, id: .fixture(), catalog: services.catalog, policy: try .sample())
        return .new(form, values.kind, preview: preview, frame: frame())
    }

    private func edit(
        _ client: Client,
        _ change: (inout ClientFormValues) -> Void = { _ in },
        conflict: Bool? = nil
    ) throws -> ClientFormPage {
        let summary = ClientSummary(client)
        var values = ClientFormValues(summary)
        change(&values)
        let form = ClientForm(values, action: "/clients/x/edit", client: summary, services: fixture.services)
        let preview = ClientPreview(
            values,
            id: client.id,
            logoPath: summary.logoPath,
            catalog: fixture.base.catalog,
            policy: try .sample()
        )
        return .edit(
            form,
            summary,
            applicationName: "Application tstapp",
            preview: preview,
            conflict: conflict.map { isKnown in
                ClientConflict(
                    typed: values,
                    standing: summary,
                    actor: isKnown ? text("grace") : nil,
                    time: isKnown ? PageTime(Self.now - 60, now: Self.now) : nil
                )
            },
            frame: frame()
        )
    }

    private func forms() async throws -> [PageSamples.Sample] {
        var typed = ClientFormValues(ClientSummary(people))
        typed.isPublic = true
        typed.redirectURIs = ["http://127.0.0.1/callback", text("x")]
        typed.scopes.append(text("nosuch"))
        typed.logoURL = text("logo")
        typed.accessSeconds = "77"
        var problems = ClientFormProblems()
        for field in [
            "name", "application", "policy_uri", "tos_uri", "logo_uri", "redirect_uri.0", "redirect_uri.1", "scope",
            "access_token_seconds", "refresh_token_seconds", "first_party", "jwks", "jwks_uri", "auth", "",
        ] {
            problems.note(field, text("Problem of \(field)."))
        }
        var service = ClientFormValues(.service, application: "tstapp")
        service.scopes = ["tstapp_data.read"]
        service.proof = .keys
        service.keys = text("{}")
        var skipped = ClientFormValues(.code, application: "tstapp")
        skipped.isFirstParty = true
        skipped.scopes = []
        let one = { (values: ClientFormValues) in
            var problems = ClientFormProblems()
            problems.note("name", "One.")
            return try await page(values, problems: problems)
        }
        return [
            ("board-client-new-code", try await page(ClientFormValues(.code, application: "tstapp"))),
            ("board-client-new-service", try await page(ClientFormValues(.service, application: "tstapp"))),
            ("board-client-new-code-problems", try await page(typed, problems: problems)),
            ("board-client-new-service-problems", try await page(service, problems: problems)),
            ("board-client-new-problem", try await one(skipped)),
            ("board-client-edit", try edit(people) { $0.removesLogo = true }),
            ("board-client-edit-keys", try edit(keyed)),
            ("board-client-edit-conflict", try edit(people, { $0.name = "Other" }, conflict: true)),
            ("board-client-edit-conflict-unknown", try edit(people, conflict: false)),
            (
                "board-client-preview",
                ClientPreviewPage(
                    site: PageSite(issuerHost: "id.example.test"),
                    preview: ClientPreview(typed, id: nil, catalog: fixture.base.catalog, policy: .empty)
                )
            ),
            (
                "board-client-preview-nothing",
                ClientPreviewPage(
                    site: PageSite(issuerHost: "id.example.test"),
                    preview: ClientPreview(service, id: nil, catalog: fixture.base.catalog, policy: .empty)
                )
            ),
        ]
    }
}

extension ClientSamples {
    private func facts(_ client: Client, isUsed: Bool = true) throws -> ClientFacts {
        let grants = (1...2)
            .map { index in
                Grant.fixture(
                    id: "g\(index)",
                    clientID: client.id,
                    userID: .fixture(index),
                    createdAt: Self.now - 600,
                    expiresAt: Self.now + 600,
                    lastUsedAt: index == 1 ? Self.now - 240 : nil
                )
            }
        let use = ClientRouteUse(
            client: client.id.value,
            application: "tstapp",
            route: "GET /data/**",
            total: TrafficCount(permitted: 1_200, refused: 3),
            lastAt: Self.now - 240
        )
        let hasGrants = isUsed && client.grants.contains(.authorizationCode)
        return ClientFacts(
            client: ClientSummary(client),
            configuration: fixture.services.server.configuration,
            catalog: fixture.base.catalog,
            policy: try .sample(),
            uses: isUsed ? [use] : [],
            scopeUses: isUsed ? [ScopeUse(scope: "tstapp_data.read", lastAt: Self.now - 240)] : [],
            grants: client.grants.contains(.authorizationCode)
                ? DirectoryPage(items: hasGrants ? grants : [], total: hasGrants ? 9 : 0) : nil,
            reach: hasGrants
                ? RevocationReach(grants: 9, refreshTokens: 4, people: 7, clients: 1, lastUsedAt: Self.now - 240)
                : RevocationReach(),
            names: DirectoryNames(users: [UserID.fixture(1).value: text("alice")]),
            now: Self.now
        )
    }

    private func clients() throws -> [PageSamples.Sample] {
        let created = CreatedClient(client: ClientSummary(people), clientSecret: "s3cr3t")
        let unsecret = CreatedClient(client: ClientSummary(spa), clientSecret: nil)
        let second = Client.fixture(name: text("Job"), secrets: [.fixture(id: "a"), .fixture(id: "b")])
        func ready(_ created: CreatedClient) throws -> ClientReadyPage {
            ClientReadyPage(
                created,
                catalog: fixture.base.catalog,
                policy: try .sample(),
                issuer: "https://id.example.test",
                frame: frame(notice: .copySecret)
            )
        }
        return [
            ("board-client-ready", try ready(created)), ("board-client-ready-public", try ready(unsecret)),
            (
                "board-client-ready-service",
                try ready(CreatedClient(client: ClientSummary(second), clientSecret: "s3cr3t"))
            ),
            ("board-client", ClientPage(try facts(people), frame: frame())),
            ("board-client-unused", ClientPage(try facts(people, isUsed: false), frame: frame())),
            ("board-client-disabled", ClientPage(try facts(spa), frame: frame())),
            ("board-client-keys", ClientPage(try facts(keyed), frame: frame())),
            ("board-client-declared", ClientPage(try facts(declared), frame: frame())),
            ("board-client-built-in", ClientPage(try facts(builtIn), frame: frame())),
            ("board-client-for-readers", ClientPage(try facts(people), frame: frame(mayChange: false))),
            (
                "board-client-label-problem",
                ClientPage(
                    try facts(people),
                    frame: frame(),
                    label: text("label"),
                    labelProblem: text("A label is short.")
                )
            ),
            (
                "board-client-secret",
                ClientSecretPage(CreatedClient(client: ClientSummary(second), clientSecret: "s3cr3t"), frame: frame())
            ),
            ("board-client-secret-alone", ClientSecretPage(created, frame: frame())),
        ]
    }
}
