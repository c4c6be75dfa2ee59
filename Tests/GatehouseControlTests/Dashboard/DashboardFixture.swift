import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded

@testable import GatehouseControl

/// A dashboard on a store in memory, with somebody who may change everything and somebody who may only look.
struct DashboardFixture: Sendable {
    static let now = ControlFixture.now
    static let origin = "http://localhost:8081"
    static let hosts = ["admin.example.test", "https://secure.example.test"]

    /// Whose cookie a request carries.
    enum Visitor: Sendable {
        case administrator
        case reader
        /// Somebody without the scopes.
        case outsider
        case nobody
    }

    let base: ControlFixture
    let decisions = FakeDecisions()
    let applications: FakeApplications
    let trial = FakeTrial()
    let endpoints = FakeEndpoints()
    let services: DashboardServices
    let pages: DashboardPages
    let site: Site

    var store: MemoryStore { base.store }
    var clock: TestClock { base.clock }

    /// `people` and `clients` come in addition to those that every fixture has.
    init(
        clients: [Client] = [],
        people: [User] = [],
        policy: CompiledPolicy? = nil,
        streams: LiveStreams = LiveStreams()
    ) async throws {
        base = try ControlFixture(
            clients: clients + [.dashboard],
            users: [.administrator, .reader, .outsider] + people
        )
        let standing = PolicyStanding(
            policy: try policy ?? .sample(),
            generation: 41,
            appliedAt: Self.now - 120
        )
        applications = FakeApplications(standing)
        services = DashboardServices(
            server: base.server,
            administration: base.administration,
            directory: base.store,
            decisions: decisions,
            applications: applications,
            catalog: base.catalog,
            trial: trial,
            endpoints: endpoints,
            origins: DashboardOrigins(port: 8081, hosts: Self.hosts),
            clock: { [clock = base.clock] in clock.now }
        )
        pages = DashboardPages(services: services, streams: streams)
        site = Site(
            DashboardRoutes(pages: pages).all,
            guards: [
                HostCheckMiddleware(hosts: AdminHosts(Self.hosts)), SameOriginMiddleware(origins: services.origins),
                MissingPageMiddleware(pages: pages),
            ]
        )
        for visitor in [Visitor.administrator, .reader, .outsider] {
            try await begin(visitor)
        }
    }

    /// The session of a visitor at the dashboard, which began at the fixture's time.
    func session(_ visitor: Visitor) -> DashboardSession? {
        guard let user = Self.user(visitor) else { return nil }
        let signIn = DashboardSignIn(
            user: user.id,
            sessionID: "session-\(user.username.value)",
            grantID: "grant-\(user.username.value)",
            issuedAt: Self.now,
            mayLook: true
        )
        return DashboardSession(id: "d-\(user.username.value)", signIn: signIn, startedAt: Self.now, seenAt: Self.now)
    }

    /// The value of the field `csrf` for a visitor.
    func formToken(_ visitor: Visitor) -> String {
        session(visitor)?.formToken(pages.key) ?? ""
    }

    /// What a browser answers a navigation of the visitor with.
    func get(
        _ path: String,
        as visitor: Visitor = .administrator,
        headers: HTTPFields = [:]
    ) async throws -> CollectedResponse {
        try await send(path, method: .get, as: visitor, headers: headers)
    }

    /// Sends a form of the visitor from one of our own pages, with its token unless the test brings its own.
    func post(
        _ path: String,
        _ fields: [(name: String, value: String)] = [],
        as visitor: Visitor = .administrator,
        headers: HTTPFields = [:]
    ) async throws -> CollectedResponse {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        if headers[.origin] == nil { headers[.origin] = Self.origin }
        if headers[.fetchSite] == nil { headers[.fetchSite] = "same-origin" }
        let token = fields.contains { $0.name == "csrf" } ? [] : [(name: "csrf", value: formToken(visitor))]
        let body = FormText.encode(token + fields)
        return try await send(path, method: .post, as: visitor, headers: headers, body: body)
    }

    /// What our own script gets for a part of a page, or of a live list that ends.
    func fetch(
        _ path: String,
        as visitor: Visitor = .administrator,
        headers: HTTPFields = [:]
    ) async throws -> CollectedResponse {
        var headers = headers
        if headers[.fetchSite] == nil { headers[.fetchSite] = "same-origin" }
        if headers[.fetchDestination] == nil { headers[.fetchDestination] = "empty" }
        return try await send(path, method: .get, as: visitor, headers: headers)
    }

    /// Sends a request as it is.
    func send(
        _ path: String,
        method: HTTPRequest.Method,
        as visitor: Visitor,
        headers: HTTPFields = [:],
        body: String = "",
        authority: String = "localhost:8081"
    ) async throws -> CollectedResponse {
        var headers = headers
        if headers[.cookie] == nil, let session = session(visitor) {
            headers[.cookie] = "\(DashboardCookies(isSecure: false).session.name)=\(session.sealed(with: pages.key))"
        }
        let head = HTTPRequest(
            method: method,
            scheme: "http",
            authority: authority,
            path: path,
            headerFields: headers
        )
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .silent)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let response = try await site.router().buildResponder()
            .respond(to: request, context: ControlContext(source: source))
        return try await CollectedResponse(response)
    }

    private func begin(_ visitor: Visitor) async throws {
        guard let user = Self.user(visitor), let session = session(visitor) else { return }
        let standing = Session.fixture(
            id: session.signIn.sessionID,
            userID: user.id,
            createdAt: Self.now,
            expiresAt: Self.now + 30 * 86_400
        )
        let digest = SecretDigest.of(session.signIn.sessionID)
        try await store.begin(standing, digest: digest, ending: nil, audit: .fixture())
        // Its one token is over, as that of every sign-in is a minute later.
        let grant = Grant.fixture(
            id: session.signIn.grantID,
            clientID: Client.dashboard.id,
            userID: user.id,
            scope: DashboardClient.scope,
            sessionID: standing.id,
            createdAt: Self.now,
            expiresAt: Self.now - 1,
            lastUsedAt: Self.now
        )
        _ = try await store.record(
            grant,
            code: nil,
            consent: nil,
            limit: 9,
            revocation: { .spent($0, now: Self.now, lifetime: 60) },
            audit: []
        )
    }

    private static func user(_ visitor: Visitor) -> User? {
        switch visitor {
        case .administrator: .administrator
        case .reader: .reader
        case .outsider: .outsider
        case .nobody: nil
        }
    }
}

extension ClientProfile {
    fileprivate static let builtIn: ClientProfile = {
        var profile = ClientProfile()
        profile.source = .builtIn
        return profile
    }()
}

extension Client {
    /// The dashboard's own, as a store may have it from an earlier run.
    static let dashboard = Client.fixture(
        id: DashboardClient.id,
        application: BuiltInApplication.key,
        name: "Gatehouse dashboard",
        grants: [.authorizationCode],
        scopes: ["gatehouse_admin", "gatehouse_read"],
        profile: .builtIn
    )
}

extension User {
    static let administrator = User.fixture(
        "root",
        id: .fixture(901),
        name: "Root Example",
        password: PageBrowser.password,
        assignedScopes: ["gatehouse_admin"]
    )
    static let reader = User.fixture(
        "viewer",
        id: .fixture(902),
        name: "Viewer Example",
        password: PageBrowser.password,
        assignedScopes: ["gatehouse_read"]
    )
    static let outsider = User.fixture(
        "outsider",
        id: .fixture(903),
        name: "Outsider Example",
        password: PageBrowser.password
    )
}

extension CollectedResponse {
    var text: String { String(buffer: body) }

    /// The page's start tags.
    var reading: HTMLReading { HTMLReading(text) }
}
