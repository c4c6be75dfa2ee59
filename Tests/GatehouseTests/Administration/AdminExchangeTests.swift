import GatehouseJOSE
import GatehouseOAuth
import Testing

@testable import Gatehouse
@testable import GatehouseControl

@Suite("Every command as the admin API has it")
struct AdminExchangeTests {
    @Test(arguments: AdminCommand.samples)
    func theDocumentKnowsEveryRequest(command: AdminCommand) throws {
        try check(try command.exchange)
    }

    @Test func theDocumentKnowsEveryRequestAboutStoredApplications() throws {
        try check(AdminExchange<[StoredApplicationRow]>.storedApplications)
        try check(try AdminExchange<String>.document(of: "tstapp"))
        try check(try AdminExchange<Void>.deletedApplication("tstapp"))
        #expect(throws: AdminRefusal.self) { try AdminExchange<String>.document(of: "") }
    }

    @Test func settingsAreSentHoweverLongTheyAre() throws {
        var client = AdminCommand.newClient
        client.profile.postLogoutRedirectURIs = (0..<30_000).map { "https://a.example/signed-out/back/\($0)" }
        let body = try #require(
            try AdminCommand.updateClient("job", client, version: nil).exchange.requests.first?.body
        )
        let json = try JSONParser.parseObject(body.bytes.span, maximumBytes: .max)
        let uris = json["settings"]?.object?["post_logout_redirect_uris"]?.array
        #expect(uris?.count == 30_000)
    }

    @Test func whatIsNoObjectIsRefusedAndNotLeftOut() {
        #expect(throws: AdminRefusal.self) { try JSONObject(encoding: ["no object"]) }
        #expect(throws: AdminRefusal.self) { try JSONObject(encoding: ["a": Double.infinity]) }
        #expect(throws: Never.self) { try JSONObject(encoding: ["a": "b"]) }
    }

    private func check<Answer>(_ exchange: AdminExchange<Answer>) throws {
        #expect(exchange.requests.indices.contains(exchange.telling))
        for request in exchange.requests {
            let endpoint = try #require(Self.endpoint(of: request), "\(request.method) \(request.target)")
            #expect(endpoint.isConditional == (request.ifMatch != nil), "\(endpoint.id)")
            let query = request.target.split(separator: "?").dropFirst().first.map { String($0) }
            #expect(throws: Never.self) { _ = try APIQuery(query, declared: endpoint.query) }
            switch endpoint.body {
            case .none: #expect(request.body == nil, "\(endpoint.id)")
            case .image: #expect(request.body?.mediaType == "image/png")
            case .json(let schema, let isOptional, _):
                guard let body = request.body else {
                    #expect(isOptional, "\(endpoint.id)")
                    continue
                }
                #expect(body.mediaType == "application/json")
                let value = try JSONParser.parse(body.bytes.span)
                #expect(schema.problems(in: value, at: "").isEmpty, "\(endpoint.id)")
            }
        }
        let telling = exchange.requests[exchange.telling]
        #expect(Self.endpoint(of: telling)?.success.schema != nil)
    }

    @Test func namesAreEscaped() throws {
        let request = try #require(try AdminCommand.disableClient("a/b ?é+%..").exchange.requests.first)
        #expect(request.target == "/api/v1/clients/a%2Fb%20%3F%C3%A9%2B%25../disable")
    }

    @Test func aVersionIsSentAsItsTag() throws {
        let changes = UserChanges(name: "Alice")
        let whichever = try AdminCommand.updateUser("alice", changes, version: nil).exchange
        let one = try AdminCommand.updateUser("alice", changes, version: "v7").exchange
        #expect(whichever.requests.map(\.ifMatch) == ["*"])
        #expect(one.requests.map(\.ifMatch) == ["\"v7\""])
    }

    /// The operation that the document has for that method and path.
    private static func endpoint(of request: AdminRequest) -> APIEndpoint? {
        let path = request.target.split(separator: "?")[0]
        let paths = APIDocument(issuer: "http://localhost:8080").json["paths"]?.object?.members ?? []
        for known in paths where fits(path, template: known.name) {
            let operation = known.value.object?[request.method.rawValue.lowercased()]?.object
            guard let id = operation?["operationId"]?.string else { continue }
            return AdminAPI.endpoints.first { $0.id == id }
        }
        return nil
    }

    private static func fits(_ path: Substring, template: String) -> Bool {
        let pattern = template.split(separator: "/", omittingEmptySubsequences: false)
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        return pattern.count == segments.count
            && zip(pattern, segments).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : $0 == $1 }
    }
}

extension AdminCommand {
    fileprivate static var newClient: NewClient {
        NewClient(
            clientID: "job",
            application: "tstapp",
            name: "Job",
            grants: ["client_credentials"],
            scopes: ["tstapp_data.read"],
            redirectURIs: ["https://a.example/back"],
            policyURI: "https://a.example/policy",
            termsOfServiceURI: "https://a.example/terms",
            profile: ClientProfile(),
            logo: [1, 2, 3]
        )
    }

    /// One of each kind.
    fileprivate static var samples: [AdminCommand] {
        let client = newClient
        let user = NewUser(
            username: "alice",
            email: "alice@example.test",
            name: "Alice",
            password: "amber kettle orbit",
            attributes: ["department": ["finance"]],
            scopes: ["gatehouse_read"],
            isAdministrator: true
        )
        return [
            .createClient(client), .listClients(application: nil), .listClients(application: "tstapp"),
            .showClient("job"), .rotateSecret(client: "job", label: "2027", isOldRevoked: true),
            .rotateSecret(client: "job", label: nil, isOldRevoked: false), .disableClient("job"),
            .enableClient("job"), .deleteClient("job"), .updateClient("job", client, version: "v"),
            .addSecret(client: "job", label: "2027"), .removeSecret(client: "job", secret: "s"),
            .setLogo(client: "job", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            .setLogo(client: "job", nil), .makeRegistrationToken(application: "tstapp", seconds: 60),
            .createUser(user), .listUsers, .showUser("alice"), .setPassword(user: "alice", password: "secret"),
            .setPassword(user: "alice", password: nil),
            .assignScopes(user: "alice", given: ["gatehouse_read"], taken: ["gatehouse_admin"]),
            .updateUser("alice", UserChanges(email: "a@example.test", name: "A"), version: nil),
            .disableUser("alice"), .enableUser("alice"), .resetSecondFactor("alice"), .signOutUser("alice"),
            .endSession(user: "alice", session: "s"), .withdrawAccess(user: "alice", client: "job"),
            .listGrants(user: "alice", client: "job"), .listGrants(),
            .comparePolicy(clients: ["job"], digests: ["job": "abc"]), .listKeys, .rotateKeys(haste: .urgent),
            .inspectToken("token"), .revokeToken("token"), .revokeTokenID("a.b"), .revokeGrant("a"),
            .revokeClient("job"), .revokeSubject("alice"),
        ]
    }
}
