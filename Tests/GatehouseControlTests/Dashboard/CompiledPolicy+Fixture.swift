import GatehousePolicy
import GatehouseTestSupport

extension CompiledPolicy {
    /// The policy of those applications, each in a file of its own (`policies/app1.yaml`, …); they must compile.
    static func fixture(_ items: PolicyItem...) throws -> CompiledPolicy {
        let documents = items.enumerated().map { index, item in item.document(file: "policies/app\(index + 1).yaml") }
        let context = PolicyContext(
            issuer: "http://localhost:8080",
            issuerScheme: "http",
            issuerAuthority: "localhost:8080",
            issuerIsLoopback: true
        )
        guard case .compiled(let policy, _) = PolicyCompiler.compile(documents, context: context) else {
            throw FixtureError()
        }
        return policy
    }

    /// The application `tstapp` that the fixtures' catalog knows, with a few routes.
    static func sample() throws -> CompiledPolicy {
        try fixture([
            "application": "tstapp",
            "name": "Application tstapp",
            "upstream": "http://127.0.0.1:9000",
            "prefix": "/tstapp",
            "scopes": [
                "tstapp_data.read": "Read your data",
                "tstapp_data.write": "Change your data",
            ],
            "routes": [
                "GET /health": "public",
                "GET /data/**": "tstapp_data.read",
                "POST /data": "tstapp_data.write",
            ],
        ])
    }
}
