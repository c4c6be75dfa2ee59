import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Testing

@testable import GatehouseControl

/// The admin API over a store in memory; every answer is held to the document.
struct AdminAPIFixture: Sendable {
    /// Whose access token a request carries.
    enum Caller: Sendable {
        /// A client with `gatehouse_admin`.
        case robot
        /// A client with `gatehouse_read`.
        case monitor
        /// A person with `gatehouse_admin`.
        case root
        /// A person whose token carries `gatehouse_admin` and who holds only `gatehouse_read`.
        case viewer
        case nobody
    }

    static let now = ControlFixture.now

    let board: DashboardFixture
    let site: Site
    let document: OpenAPICheck

    var store: MemoryStore { board.store }

    init(
        authority: APIAuthority = .bearer,
        clients: [Client] = [],
        people: [User] = [],
        policy: CompiledPolicy? = nil
    ) async throws {
        let callers: [Client] = [
            .fixture(id: "robot", application: "gatehouse", name: "Robot", scopes: ["gatehouse_admin"]),
            .fixture(id: "monitor", application: "gatehouse", name: "Monitor", scopes: ["gatehouse_read"]),
            .fixture(
                id: "console",
                application: "gatehouse",
                name: "Console",
                grants: [.authorizationCode],
                scopes: ["gatehouse_admin", "gatehouse_read"],
                isPublic: true,
                redirectURIs: ["https://console.example.test/callback"]
            ),
        ]
        board = try await DashboardFixture(clients: callers + clients, people: people, policy: policy)
        site = Site(
            AdminAPI(services: board.services, authority: authority).routes,
            guards: [HostCheckMiddleware(hosts: AdminHosts()), SameOriginMiddleware(origins: board.services.origins)]
        )
        document = OpenAPICheck(APIDocument(issuer: ControlFixture.issuer).json)
        for user in [User.administrator, .reader] {
            _ = try await store.record(
                .fixture(
                    id: Self.grant(of: user),
                    clientID: .fixture("console"),
                    userID: user.id,
                    scope: ["gatehouse_admin", "gatehouse_read"],
                    createdAt: Self.now - 60,
                    expiresAt: Self.now + 3_600
                ),
                code: nil,
                consent: nil,
                limit: 10,
                revocation: { .spent($0, now: Self.now, lifetime: 3_600) },
                audit: []
            )
        }
    }

    /// The id of the grant from which a person's token comes.
    static func grant(of user: User) -> String {
        user.id == User.administrator.id ? "AAAAAAAAAAAAAAAAAAAAAA" : "BBBBBBBBBBBBBBBBBBBBBB"
    }

    /// An access token, as the server would issue it.
    func token(
        of caller: Caller,
        scope: [String]? = nil,
        audience: String = ControlFixture.issuer + "/gatehouse",
        binding: TokenBinding = .none,
        issuedAt: Int64 = Self.now - 10
    ) async throws -> String {
        let (id, user): (String, User?) =
            switch caller {
            case .robot, .nobody: ("robot", nil)
            case .monitor: ("monitor", nil)
            case .root: ("console", .administrator)
            case .viewer: ("console", .reader)
            }
        let client = try #require(try await store.client(.fixture(id)))
        var terms = IssuanceTerms()
        terms.binding = binding
        if let user {
            terms.person = PersonFacts(subject: user.id.value, authenticatedAt: issuedAt)
            terms.grantID = Self.grant(of: user)
        }
        let names = scope ?? (user == nil ? client.scopes.names : ["gatehouse_admin"])
        var claims =
            try Issuance.plan(
                GrantedAccess(scope: ScopeSet(names), catalog: .empty, issuer: ControlFixture.issuer),
                client: client,
                terms: terms,
                configuration: AuthorizationServerConfiguration(issuer: ControlFixture.issuer),
                now: issuedAt,
                entropy: SeededEntropy()
            )
            .claims
        claims["aud"] = [.string(audience)]
        return try board.base.ring.snapshot.current.signToken(payload: claims, type: "at+jwt")
    }

    /// Sends a request with the caller's token, and JSON if there is some.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ json: JSONValue? = nil,
        as caller: Caller = .robot,
        ifMatch: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> APIReply {
        var headers = headers
        if headers[.authorization] == nil, caller != .nobody {
            headers[.authorization] = "Bearer \(try await token(of: caller))"
        }
        if json != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        if let ifMatch { headers[.ifMatch] = ifMatch }
        return try await raw(method, path, headers: headers, body: json?.serialized() ?? [])
    }

    /// Sends a request as it is.
    func raw(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: HTTPFields = [:],
        body: [UInt8] = []
    ) async throws -> APIReply {
        let head = HTTPRequest(
            method: method,
            scheme: "http",
            authority: "localhost:8081",
            path: path,
            headerFields: headers
        )
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .silent)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await site.router().buildResponder()
            .respond(to: request, context: ControlContext(source: source))
        let collected = try await CollectedResponse(response)
        for violation in document.violations(of: method, path, collected) {
            Issue.record("\(method) \(path) \(collected.status.code): \(violation)")
        }
        return APIReply(collected)
    }
}

/// An answer of the API.
struct APIReply: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String
    let json: JSONObject

    init(_ response: CollectedResponse) {
        status = response.status.code
        headers = response.headers
        text = String(buffer: response.body)
        json = (try? JSONParser.parse(text))?.object ?? JSONObject()
    }

    /// The word of a problem.
    var error: String? { json["error"]?.string }

    /// The fields that a problem names.
    var fields: [String] { json["problems"]?.array?.compactMap { $0.object?["field"]?.string } ?? [] }

    /// The elements of a list.
    var items: [JSONObject] { json["items"]?.array?.compactMap(\.object) ?? [] }
}
