import GatehouseJOSE
import Testing

@testable import Gatehouse

@Suite("What explain says of issuers and upstreams")
struct PolicyExplainTests {
    private static let gateway = """
        issuer: https://gate.example.test
        trusted_issuers:
          - name: keycloak
            issuer: https://kc.example.test/realms/x
            audience: account
            token_type: JWT
            claims: { scope: [scope, realm_access.roles] }
          - name: entra
            issuer: https://login.example.test/tenant
            introspection: { endpoint: "https://login.example.test/ask", client_id: gate, client_secret_file: /nowhere }
        """
    private static let issuers = """

        issuers:
          gatehouse:
          keycloak:
            scopes: { orders_read: [reader, writer] }
          entra:
            audience: [api-1, api-2]
        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func explain(
        _ path: String,
        method: String = "GET",
        upstream: String = "http://10.0.0.1:9000",
        issuers: String = ""
    ) throws -> (text: [String], json: JSONObject) {
        try folder.write("gateway.yaml", Self.gateway)
        try folder.write(
            "orders.yaml",
            """
            application: orders
            name: Orders
            upstream: \(upstream)
            prefix: /orders
            scopes:
              orders_read: Read
              orders_admin: { text: Change all, assigned: true }
            routes:
              GET /data: orders_read
              GET /all: { all: [orders_admin] }
              GET /health: public
            \(issuers)
            """
        )
        let console = try PolicyConsole(policies: folder.path, issuer: nil, environment: [:])
        let report = try console.explain(PolicyQuestion(method: method, target: path, host: "api.example.test"), now: 0)
        let json = try #require(try JSONParser.parse(report.json).object, "\(report.diagnostics)")
        return (report.text.split(separator: "\n").map(String.init), json)
    }

    private func rows(_ text: [String], from name: String) -> [String] {
        text.drop { !$0.hasPrefix(name + " ") }.prefix { $0.hasPrefix(name + " ") || $0.hasPrefix(" ") }
            .map { String($0.dropFirst(13)) }
    }

    @Test func anApplicationTakesTheTokensOfThisServer() throws {
        let (text, json) = try explain("/orders/data")
        #expect(rows(text, from: "issuer") == ["gatehouse, https://gate.example.test: this server"])
        #expect(
            json["issuers"]?.array?.map { $0.object?.text } == [
                #"{"name":"gatehouse","url":"https://gate.example.test","own":true,"#
                    + #""audience":["https://gate.example.test/orders"]}"#
            ]
        )
    }

    @Test func othersAreThereWithWhatOfTheirTokensCounts() throws {
        let (text, json) = try explain("/orders/data", issuers: Self.issuers)
        #expect(
            rows(text, from: "issuer") == [
                "gatehouse, https://gate.example.test: this server",
                "keycloak, https://kc.example.test/realms/x: aud account",
                "subject is sub; client is client_id or azp or appid or cid; scopes are in scope and realm_access.roles",
                "orders_read is reader or writer",
                "entra, https://login.example.test/tenant: aud api-1 or api-2",
                "subject is sub; client is client_id or azp or appid or cid; scopes are in scope, scp",
                "orders_read is orders_read",
                "opaque tokens are shown to it",
            ]
        )
        let keycloak = try #require(json["issuers"]?.array?[1].object)
        #expect(
            keycloak.text
                == #"{"name":"keycloak","url":"https://kc.example.test/realms/x","own":false,"audience":["account"],"#
                + #""claims":{"subject":["sub"],"client":["client_id","azp","appid","cid"],"#
                + #""scope":["scope","realm_access.roles"]},"#
                + #""scopes":{"orders_read":["reader","writer"]},"introspection":false}"#
        )
    }

    @Test func anAssignedScopeThatIsNotMappedCannotBeHadElsewhere() throws {
        let (text, json) = try explain("/orders/all", issuers: "issuers: [keycloak]")
        #expect(rows(text, from: "issuer").last == "orders_admin is never in its tokens")
        #expect(!text.contains { $0.contains("this server") })
        #expect(json["issuers"]?.array?.first?.object?["scopes"]?.object?["orders_admin"]?.array?.isEmpty == true)
    }

    @Test(arguments: ["http://10.0.0.1:9000", "unix:/run/orders.sock"])
    func theOnlyUpstreamIsNamed(upstream: String) throws {
        let (text, json) = try explain("/orders/health", upstream: upstream)
        #expect(rows(text, from: "upstream") == [upstream])
        #expect(json["upstreams"]?.array?.map(\.string) == [upstream])
    }

    @Test func aPublicRouteLooksAtNobodysTokens() throws {
        let (text, json) = try explain("/orders/health", issuers: Self.issuers)
        #expect(rows(text, from: "issuer").isEmpty)
        #expect(json["issuers"]?.array?.isEmpty == true)
    }

    @Test func whatIsNotPassedOnHasNoUpstreamInTheText() throws {
        let (text, _) = try explain("/orders/nowhere")
        #expect(rows(text, from: "upstream").isEmpty && rows(text, from: "issuer").isEmpty)
    }
}
