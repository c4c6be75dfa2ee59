import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Which application")
struct ApplicationChoiceTests {
    private func fixture(context: PolicyContext = .loopback) throws -> CompiledPolicy {
        try policy(
            .application(key: "root", prefix: "/"),
            .application(key: "tstapp", prefix: "/tstapp"),
            .application(key: "deep", prefix: "/tstapp/v1/x"),
            .application(key: "named", prefix: "/", hosts: ["api.example.test", "10.0.0.1"]),
            .application(key: "namedapp", prefix: "/tstapp", hosts: ["api.example.test"]),
            .application(key: "ported", prefix: "/", hosts: ["api.example.test:8443"]),
            .application(key: "shallow", prefix: "/only", hosts: ["other.example.test"]),
            context: context
        )
    }

    @Test(arguments: [
        ("localhost:8080", "/", "root"),
        ("localhost:8080", "/tstapp", "tstapp"),
        ("localhost:8080", "/tstapp/", "tstapp"),
        ("localhost:8080", "/tstapp/data", "tstapp"),
        // A prefix ends at a segment's boundary.
        ("localhost:8080", "/tstappx", "root"),
        ("localhost:8080", "/tst", "root"),
        // The longest prefix.
        ("localhost:8080", "/tstapp/v1", "tstapp"),
        ("localhost:8080", "/tstapp/v1/x", "deep"),
        ("localhost:8080", "/tstapp/v1/x/y", "deep"),
        ("localhost:8080", "/tstapp/v1/xy", "tstapp"),
        // A named host before any host, with and without the port.
        ("api.example.test", "/", "named"),
        ("api.example.test:80", "/data", "named"),
        ("api.example.test", "/tstapp/x", "namedapp"),
        ("api.example.test", "/tstapp/v1/x", "namedapp"),
        ("10.0.0.1", "/", "named"),
        // An entry with a port is that authority only; the longest prefix counts first.
        ("api.example.test:8443", "/data", "ported"),
        ("api.example.test:8443", "/tstapp/x", "namedapp"),
        // A named host that has nothing mounted there leaves the path to any host.
        ("other.example.test", "/only/x", "shallow"),
        ("other.example.test", "/elsewhere", "root"),
        ("xapi.example.test", "/", "root"),
        ("api.example.test.evil.test", "/", "root"),
        ("", "/tstapp", "tstapp"),
        ("[::1]:8080", "/tstapp", "tstapp"),
    ])
    func aNamedHostThenTheLongestPrefix(_ host: String, _ path: String, _ key: String) throws {
        #expect(try fixture().application(host: host, path: path) == key)
    }

    @Test func withoutARootApplicationOtherPathsHaveNone() throws {
        let policy = try policy(.application(key: "tstapp", prefix: "/tstapp"))
        #expect(policy.application(host: "localhost:8080", path: "/other") == nil)
        #expect(CompiledPolicy.empty.application(host: "localhost:8080", path: "/") == nil)
    }

    @Test func theChosenApplicationDecidesAlone() throws {
        let policy = try policy(
            .application(key: "root", prefix: "/"),
            .application(key: "tstapp", prefix: "/tstapp", routes: ["GET /health": "public"])
        )
        let outcome = PolicyTrial.outcome(of: PolicyRequest(method: "GET", target: "/tstapp/x"), under: policy, now: 0)
        #expect(outcome == .noRoute(application: 1))
    }

    @Test func anyHostIsNotTheIssuersUnlessItIsLoopback() throws {
        #expect(try fixture().application(host: "localhost:8080", path: "/x") == "root")
        let remote = try fixture(context: .remote)
        #expect(remote.application(host: "auth.example.test", path: "/x") == nil)
        #expect(remote.application(host: "auth.example.test:8443", path: "/x") == nil)
        #expect(remote.application(host: "www.example.test", path: "/x") == "root")
    }

    @Test func anyHostIncludesTheIssuersIfThatIsAskedFor() throws {
        let policy = try policy(
            .application(key: "shared", prefix: "/shared").with(["insecure_shared_origin": true]),
            .application(key: "root", prefix: "/"),
            context: .remote
        )
        #expect(policy.application(host: "auth.example.test", path: "/shared/x") == "shared")
        #expect(policy.application(host: "auth.example.test", path: "/x") == nil)
        #expect(policy.application(host: "other.example.test", path: "/shared/x") == "shared")
    }
}
