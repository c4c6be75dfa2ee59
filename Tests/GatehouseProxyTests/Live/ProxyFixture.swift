import GatehouseJOSE
import GatehousePolicy
import GatehouseTestSupport
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GatehouseProxy

/// A proxy on one event loop in front of one upstream, with the policy of a small application.
struct ProxyFixture {
    static let issuer = "http://localhost:8080"
    static let audience = "http://localhost:8080/app"

    let proxy: Proxy
    let port: Int
    let records: RecordCollector

    /// Runs a test against a proxy, and stops it afterwards.
    static func run(
        upstream port: Int = 1,
        at origin: String = "http://127.0.0.1",
        upstreams: LocatedNode? = nil,
        controlSocketPath: String = "/nonexistent/control.sock",
        configuration: ProxyConfiguration = .fixture,
        revocations: [RevocationEntry] = [],
        settings: [(String, LocatedNode)] = [],
        _ body: (ProxyFixture) async throws -> Void
    ) async throws {
        let records = RecordCollector()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.loopCount)
        let proxy = try await Proxy(
            configuration: configuration,
            group: group,
            snapshot: try snapshot(
                upstream: port,
                at: origin,
                upstreams: upstreams,
                controlSocketPath: controlSocketPath,
                settings: settings
            ),
            revocations: revocations,
            recorder: records,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await proxy.run() }
            let bound = try #require(try await proxy.boundAddresses().first?.port)
            let fixture = ProxyFixture(proxy: proxy, port: bound, records: records)
            do {
                try await body(fixture)
            } catch {
                Issue.record(error)
            }
            tasks.cancelAll()
            try await tasks.waitForAll()
        }
        try await group.shutdownGracefully()
    }

    func client() async throws -> RawClient {
        try await RawClient.connect(to: port)
    }

    /// A request to the application with a token, as a client sends it.
    static func request(
        _ line: String,
        token: String? = nil,
        fields: [String] = [],
        body: String = ""
    ) -> String {
        var lines = ["\(line) HTTP/1.1", "Host: localhost:8080"]
        if let token { lines.append("Authorization: Bearer \(token)") }
        return (lines + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    /// An access token of the issuer for the fixture's application.
    static func token(
        scope: String = "app_read",
        client: String = "reader",
        id: String = "AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBB",
        issuedAt: Int64 = LoopState.unixSeconds(),
        expiresIn: Int64 = 600,
        confirmation: JSONObject? = nil
    ) throws -> String {
        var payload = JSONObject()
        payload["iss"] = .string(issuer)
        payload["sub"] = .string(client)
        payload["aud"] = .array([.string(audience)])
        payload["exp"] = .integer(issuedAt + expiresIn)
        payload["iat"] = .integer(issuedAt)
        payload["jti"] = .string(id)
        payload["client_id"] = .string(client)
        payload["scope"] = .string(scope)
        if let confirmation { payload["cnf"] = .object(confirmation) }
        return try TestKeys.signingKey(.es256).signToken(payload: payload, type: "at+jwt")
    }

    static func snapshot(
        upstream port: Int,
        at origin: String = "http://127.0.0.1",
        upstreams: LocatedNode? = nil,
        controlSocketPath: String = "/nonexistent/control.sock",
        generation: UInt64 = 1,
        routes: [(String, String)] = [
            ("GET /open", "public"), ("ANY /body", "public"), ("GET /data", "app_read"), ("POST /data", "app_write"),
        ],
        settings: [(String, LocatedNode)] = []
    ) throws -> ProxySnapshot {
        let context = try #require(PolicyContext(issuer: issuer))
        let document = PolicyDocument(
            file: "app.yaml",
            root: application(upstreams ?? scalar("\(origin):\(port)"), routes: routes, settings)
        )
        guard case .compiled(let policy, _) = PolicyCompiler.compile([document], context: context) else {
            throw PolicyFixtureFailure()
        }
        let keys = VerificationKeySet([try TestKeys.signingKey(.es256).verificationKey])
        return ProxySnapshot(
            generation: generation,
            policy: policy,
            issuer: ProxyIssuer(context, controlSocketPath: controlSocketPath),
            issuers: TrustedIssuers([issuer: keys])
        )
    }

    private static func application(
        _ upstream: LocatedNode,
        routes: [(String, String)],
        _ settings: [(String, LocatedNode)]
    ) -> LocatedNode {
        let entries = [
            ("application", scalar("app")),
            ("upstream", upstream),
            ("prefix", scalar("/app")),
            ("scopes", map([("app_read", scalar("Read")), ("app_write", scalar("Write"))])),
            ("routes", map(routes.map { ($0.0, scalar($0.1)) })),
        ]
        return map(entries + settings)
    }

    static func scalar(_ text: String) -> LocatedNode {
        LocatedNode(.scalar(text, isPlain: true), at: SourceLocation(file: "app.yaml"))
    }

    static func list(_ items: [LocatedNode]) -> LocatedNode {
        LocatedNode(.sequence(items), at: SourceLocation(file: "app.yaml"))
    }

    static func map(_ entries: [(String, LocatedNode)]) -> LocatedNode {
        let located = entries.map { LocatedEntry(key: scalar($0.0), value: $0.1) }
        return LocatedNode(.mapping(located), at: SourceLocation(file: "app.yaml"))
    }
}

extension ProxyConfiguration {
    /// One loop on a free port.
    static var fixture: ProxyConfiguration {
        ProxyConfiguration(listen: [ListenAddress(host: "127.0.0.1", port: 0)], loopCount: 1)
            .with(\.timeouts.drain, 5_000)
    }

    func with<Value>(_ setting: WritableKeyPath<ProxyConfiguration, Value>, _ value: Value) -> ProxyConfiguration {
        var changed = self
        changed[keyPath: setting] = value
        return changed
    }
}

struct PolicyFixtureFailure: Error {}

/// Keeps every access record.
final class RecordCollector: AccessRecording {
    private let records = Mutex<[AccessRecord]>([])

    var all: [AccessRecord] { records.withLock { $0 } }

    func record(_ batch: [AccessRecord]) {
        records.withLock { $0 += batch }
    }
}
