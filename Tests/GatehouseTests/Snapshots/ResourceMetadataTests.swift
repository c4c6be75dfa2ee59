import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseProxy
import GatehouseTestSupport
import Testing

@testable import Gatehouse

@Suite("RFC 9728 — metadata and routing choose the same application")
struct ResourceMetadataTests {
    private static let wellKnown = "/.well-known/oauth-protected-resource"
    private static let hosts = [
        "api.example.test", "API.Example.Test", "api.example.test:18180", "ported.example.test:8443",
        "ported.example.test", "ported.example.test:9000", "other.example.test", "[2001:db8::1]:8080",
        "192.0.2.7:8080", "auth.example.test", "AUTH.example.test:8443", "localhost:8080", "",
    ]
    private static let prefixes = ["", "/", "/tstapp", "/tstapp/deep", "/Cased", "/cased", "/tstappx", "/nothing"]

    private let publisher: SnapshotPublisher

    init() async throws {
        let files = [
            ("named", "[api.example.test, 192.0.2.7]", "/tstapp"), ("root", "[api.example.test]", "/"),
            ("deep", "[api.example.test]", "/tstapp/deep"), ("ported", "['ported.example.test:8443']", "/tstapp"),
            ("cased", "[ported.example.test]", "/Cased"), ("any", nil, "/tstapp"),
        ]
        .map { key, hosts, prefix in
            let place = hosts.map { "hosts: \($0)\n" } ?? "audience: https://any.example.test/tstapp\n"
            let text =
                "application: \(key)\nupstream: http://127.0.0.1:9\n\(place)prefix: \(prefix)\n"
                + "routes:\n  GET /health: public\n"
            return PolicyFiles.File(name: "\(key).yaml", bytes: Array(text.utf8))
        }
        let context = try #require(PolicyContext(issuer: "https://auth.example.test"))
        let compilation = PolicyFiles(directory: "policies", files: files).compiled(context: context)
        let policy = try #require(compilation.policy, "\(compilation.diagnostics)")
        let lifecycle = SigningKeyLifecycle(store: MemoryStore(), algorithm: .es256, accessTokenSeconds: 3_600)
        publisher = SnapshotPublisher(
            issuer: ProxyIssuer(context, controlSocketPath: "/nowhere"),
            policy: policy,
            ring: KeyRing(try await lifecycle.prepare(now: 0))
        )
    }

    @Test(arguments: hosts, prefixes)
    func theResourceIsTheApplicationThatTheGateRoutesTo(_ host: String, _ prefix: String) {
        let policy = publisher.snapshot.policy
        let path = Array((prefix.isEmpty ? "/" : prefix).utf8)
        let routed = policy.application(authority: Array(host.lowercased().utf8).span, path: path.span)
            .map { policy.applications[$0] }
        // RFC 9728 §3.3: a path below the one where it is mounted is no resource.
        let described = routed.flatMap { $0.prefix == (prefix == "/" ? "" : prefix) ? $0 : nil }
        #expect(resource(host, prefix) == described?.publicURL)
    }

    @Test func aHostWithAPortIsTheHostThatThePolicyNames() {
        #expect(resource("api.example.test:18180", "/tstapp") == "https://api.example.test/tstapp")
        #expect(resource("192.0.2.7:8080", "/tstapp") == "https://api.example.test/tstapp")
        #expect(resource("other.example.test:1", "/tstapp") == "https://auth.example.test/tstapp")
    }

    @Test func theIssuersHostHasNoResourceOfAnyHost() {
        #expect(resource("auth.example.test", "/tstapp") == nil)
        #expect(resource("auth.example.test:8443", "/tstapp") == nil)
    }

    private func resource(_ host: String, _ prefix: String) -> String? {
        ProtectedResource.document(
            host: host,
            path: Self.wellKnown + prefix,
            catalog: publisher,
            issuer: "https://auth.example.test"
        )?["resource"]?
        .string
    }
}
