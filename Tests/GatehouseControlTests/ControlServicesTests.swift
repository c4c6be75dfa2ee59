import FoundationEssentials
import GatehouseOAuth
import GatehouseTestSupport
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import GatehouseControl

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("Control services on real sockets")
struct ControlServicesTests {
    let dashboard: DashboardFixture
    let folder: TemporaryFolder

    private var fixture: ControlFixture { dashboard.base }

    init() async throws {
        dashboard = try await DashboardFixture()
        folder = try TemporaryFolder()
    }

    @Test func theIssuerAnswersOnItsSocket() async throws {
        let form = String.credentials

        let answer = try await running { _ in
            try await SocketExchange.text(
                unix: folder / "control.sock",
                """
                POST /oauth2/token HTTP/1.1\r
                Host: localhost:8080\r
                Content-Type: application/x-www-form-urlencoded\r
                Content-Length: \(form.utf8.count)\r
                Connection: close\r
                \r
                \(form)
                """
            )
        }

        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("\r\nCache-Control: no-store\r\n"))
        #expect(answer.hasSuffix(#""token_type":"bearer"}"#))
    }

    @Test func manyRequestsShareAConnection() async throws {
        let request = "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\n"

        let answer = try await running { _ in
            try await SocketExchange.text(
                unix: folder / "control.sock",
                "\(request)\r\n\(request)\r\n\(request)Connection: close\r\n\r\n"
            )
        }

        #expect(answer.split(separator: "HTTP/1.1 200 OK").count == 3)
    }

    @Test func answersToHeadHaveNoBodyAndThoseToOptionsNoLength() async throws {
        let host = "Host: localhost\r\n"

        let answer = try await running { _ in
            try await SocketExchange.text(
                unix: folder / "control.sock",
                "HEAD /nothing HTTP/1.1\r\n\(host)\r\nHEAD /oauth2/token HTTP/1.1\r\n\(host)\r\n"
                    + "HEAD /.well-known/jwks.json HTTP/1.1\r\n\(host)\r\n"
                    + "OPTIONS /.well-known/jwks.json HTTP/1.1\r\n\(host)Connection: close\r\n\r\n"
            )
        }

        let heads = answer.components(separatedBy: "\r\n\r\n")
        #expect(heads.count == 5)
        #expect(heads.map { $0.prefix(12) } == ["HTTP/1.1 404", "HTTP/1.1 405", "HTTP/1.1 200", "HTTP/1.1 204", ""])
        #expect(heads.prefix(3).allSatisfy { $0.contains("Content-Length: ") })
        #expect(!heads[3].lowercased().contains("content-length"))
    }

    @Test func aClientThatWaitsToBeInvitedIsInvited() async throws {
        let form = String.credentials
        let head = """
            POST /oauth2/token HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/x-www-form-urlencoded\r
            Content-Length: \(form.utf8.count)\r
            Expect: 100-continue\r
            Connection: close\r
            \r

            """

        let answer = try await running { _ in
            try await SocketExchange.text(unix: folder / "control.sock", head, then: form)
        }

        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
    }

    @Test func aBodyThatWillBeRefusedIsNotInvited() async throws {
        let answer = try await running { _ in
            try await SocketExchange.text(
                unix: folder / "control.sock",
                """
                POST /oauth2/token HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/x-www-form-urlencoded\r
                Content-Length: 100000000\r
                Expect: 100-continue\r
                Connection: close\r
                \r

                """
            )
        }

        #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }

    @Test func socketsBelongToTheirUserAloneAndGoAtTheEnd() async throws {
        try await running { _ in
            #expect(FileFacts.mode(folder / "control.sock") == 0o600)
            #expect(FileFacts.mode(folder / "admin.sock") == 0o600)
        }

        #expect(FileFacts.mode(folder / "control.sock") == nil)
        #expect(FileFacts.mode(folder / "admin.sock") == nil)
    }

    @Test func aSocketThatACrashLeftBehindIsReplaced() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let left = try await ServerBootstrap(group: group).bind(unixDomainSocketPath: folder / "left.sock").get()
        rename(folder / "left.sock", folder / "control.sock")
        try await left.close()
        #expect(FileFacts.mode(folder / "control.sock") != nil)

        let answer = try await running { _ in
            try await SocketExchange.text(
                unix: folder / "control.sock",
                "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
        }

        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func theCommandLineIsAnsweredOnTheAdminSocket() async throws {
        let answer = try await running { _ in
            try await SocketExchange.text(
                unix: folder / "admin.sock",
                Self.disabling
            )
        }

        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains(#""disabled_at":\#(ControlFixture.now)"#))
        #expect(try await fixture.store.auditEvents(before: nil, limit: 1).count == 1)
    }

    @Test func nothingThatWasForwardedIsAnsweredOnTheAdminSocket() async throws {
        let forwarded = Self.disabling.dropLast() + "Forwarded: for=192.0.2.1\r\n\r\n"

        let answer = try await running { _ in
            try await SocketExchange.text(unix: folder / "admin.sock", String(forwarded))
        }

        #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        #expect(answer.contains(#""error":"forwarded""#))
    }

    @Test func anotherUserIsCutOffOnTheAdminSocket() async throws {
        let site = ControlApplication.adminSocketSite(dashboard.services)
        let listener = ControlListener(
            "admin-socket",
            at: .unix(path: folder / "admin.sock"),
            site: site,
            peerUserID: .max - 1,
            group: MultiThreadedEventLoopGroup.singleton,
            logger: .silent
        )

        let answer = try await running([listener]) {
            _ = try await listener.waitUntilListening()
            return try await SocketExchange.text(
                unix: folder / "admin.sock",
                Self.disabling
            )
        }

        #expect(answer.isEmpty)
        // What the fixture itself did, and nothing more.
        #expect(try await fixture.store.auditEvents(before: nil, limit: 9).count == 3)
    }

    @Test func theAdminListenerChecksTheHost() async throws {
        let answers = try await running { port in
            [
                try await SocketExchange.text(port: port, Self.get("/healthz", host: "localhost:\(port)")),
                try await SocketExchange.text(port: port, Self.get("/healthz", host: "evil.example")),
                try await SocketExchange.text(
                    port: port,
                    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                ),
            ]
        }

        #expect(answers[0].hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answers[1].hasPrefix("HTTP/1.1 421 Misdirected Request\r\n"))
        #expect(!answers[2].hasPrefix("HTTP/1.1 200"))
    }

    @Test func anIdleConnectionDoesNotHoldUpTheEnd() async throws {
        let connection = try await running { _ in
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: folder / "control.sock")
                .get()
        }

        try await connection.closeFuture.get()
    }

    @Test(arguments: [OAuthEndpoint.token, .introspect, .revoke])
    func aClientThatLeavesInTheMiddleOfABodyIsNoError(endpoint: OAuthEndpoint) async throws {
        let log = RecordingLog()

        try await running(logger: log.logger) { _ in
            let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: folder / "control.sock")
                .get()
            let request = """
                POST /oauth2/\(endpoint.rawValue) HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/x-www-form-urlencoded\r
                Content-Length: 100\r
                \r
                grant_type=
                """
            try await connection.writeAndFlush(ByteBuffer(string: request))
            try await connection.close()
            try await log.wait { $0.message.hasPrefix("oauth request") }
        }

        let entry = try #require(log.entries.first { $0.message.hasPrefix("oauth request") })
        #expect(entry.message == "oauth request broke off")
        #expect(entry.level == .debug)
        #expect(entry.metadata["oauth.endpoint"] == endpoint.rawValue)
        #expect(log.entries.allSatisfy { $0.level <= .notice })
        for code in OAuthError.Code.allCases {
            let name = "oauth.errors{code=\(code.rawValue),endpoint=\(endpoint.rawValue)}"
            #expect(fixture.metrics[name] == 0)
        }
    }

    @Test func whatIsNoSocketIsNotRemoved() async throws {
        let path = folder / "control.sock"
        let file = creat(path, 0o600)
        close(file)

        let failure = await #expect(throws: ListenFailure.self) {
            try await running { _ in }
        }

        #expect(failure?.listener == "issuer")
        #expect(failure?.isAddressTaken == false)
        #expect(FileFacts.mode(path) == 0o600)
    }

    @Test func aTakenPortIsAClearFailure() async throws {
        let taken = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(taken.localAddress?.port)

        let failure = await #expect(throws: ListenFailure.self) {
            try await running(admin: .tcp(host: "127.0.0.1", port: port)) { _ in }
        }

        #expect(failure?.isAddressTaken == true)
        #expect(failure?.description == "127.0.0.1:\(port) is taken by another program (admin listener)")
        try await taken.close()
    }

    @Test func listeningIsTheOnlyThingSaidAboutAStart() async throws {
        let log = RecordingLog()

        let port = try await running(logger: log.logger) { $0 }

        let notices = log.entries.filter { $0.level >= .notice }
        #expect(Set(notices.map(\.message)) == ["listening"])
        #expect(notices.contains { $0.metadata["address"] == "127.0.0.1:\(port)" })
        #expect(Set(notices.compactMap { $0.metadata["listener"] }) == ["admin", "admin-socket", "issuer"])
    }

    private static func get(_ path: String, host: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
    }

    private static let disabling =
        "POST /api/v1/clients/reader/disable HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
        + "Connection: close\r\n\r\n"

    /// Runs all listeners around the body, which gets the admin port.
    private func running<Value: Sendable>(
        admin: ControlAddress = .tcp(host: "127.0.0.1", port: 0),
        logger: Logger = .silent,
        _ body: (Int) async throws -> Value
    ) async throws -> Value {
        let services = ControlServices(
            dashboard.services,
            health: FixedHealth(),
            metrics: FixedMetrics(),
            addresses: ControlAddresses(
                issuerSocket: folder / "control.sock",
                adminSocket: folder / "admin.sock",
                admin: admin
            ),
            group: MultiThreadedEventLoopGroup.singleton,
            metricsFactory: fixture.metrics,
            logger: logger
        )
        return try await running(services.services) {
            try await services.waitUntilListening()
            let port = try await services.admin.waitUntilListening()
            return try await body(try #require(port))
        }
    }

    private func running<Value: Sendable>(
        _ services: [any Service],
        _ body: () async throws -> Value
    ) async throws -> Value {
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: .silent))
        async let ended: Void = group.run()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        _ = try? await ended
        return try result.get()
    }
}
