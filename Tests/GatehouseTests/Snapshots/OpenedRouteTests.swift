import GatehouseOAuth
import GatehousePolicy
import Testing

@testable import Gatehouse

@Suite("The routes that a scope opens")
struct OpenedRouteTests {
    private let policy: CompiledPolicy

    init() throws {
        let text = """
            application: tstapp
            upstream: http://127.0.0.1:9
            prefix: /tstapp
            scopes:
              tstapp_data.read: Read your data
              tstapp_data.write: Change your data
              tstapp_unused: Nothing yet
            routes:
              GET /health: public
              ANY /me: authenticated
              GET /data/**: tstapp_data.read
              POST,PUT /data/{id}: [tstapp_data.read, tstapp_data.write]
              GET /reports: { any: [tstapp_data.write, tstapp_data.read] }
            """
        let context = try #require(PolicyContext(issuer: "http://localhost:8080"))
        let file = PolicyFiles.File(name: "tstapp.yaml", bytes: Array(text.utf8))
        let compilation = PolicyFiles(directory: "policies", files: [file]).compiled(context: context)
        policy = try #require(compilation.policy, "\(compilation.diagnostics)")
    }

    @Test func areThoseThatAskForItAloneOrWithOthers() {
        let routes = policy.routes(opened: "tstapp_data.read")
        #expect(routes.map(\.path) == ["/tstapp/data/**", "/tstapp/data/{id}", "/tstapp/reports"])
        #expect(routes.dropFirst().first?.methods == "POST PUT")
        #expect(policy.routes(opened: "tstapp_data.write").map(\.path) == ["/tstapp/data/{id}", "/tstapp/reports"])
    }

    @Test func areNoneOfAScopeThatNoRouteAsksFor() {
        #expect(policy.routes(opened: "tstapp_unused").isEmpty)
        #expect(policy.routes(opened: "openid").isEmpty)
        #expect(policy.routes(opened: "TSTAPP_DATA.READ").isEmpty)
    }
}
