import GatehouseJOSE
import GatehouseProxy
import Logging
import Testing

@testable import Gatehouse

/// A server of one test on free ports, with the sample API behind it.
struct RunningServer: Sendable {
    let server: GatehouseServer
    let endpoints: ServerEndpoints
    let console: AdminConsole
    let folder: TemporaryFolder
    let signal: AsyncStream<ProcessSignal>.Continuation

    var port: Int { endpoints.listen[0].port }

    /// Starts a server on a folder, runs the body, and stops it as SIGTERM would.
    static func run(
        in folder: TemporaryFolder,
        settings: [TestSetting] = [],
        _ body: (RunningServer) async throws -> Void
    ) async throws {
        let sample = try await SampleUpstream.start(preferring: 0, logger: .silent)
        var configuration = GatehouseConfiguration(cores: 1)
        configuration.listen = .loopback(port: 0)
        configuration.adminListen = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.data = folder.file("data")
        configuration.policies = folder.file("policies")
        configuration.accessLog = .file(folder.file("access.log"))
        configuration.limits.drainSeconds = 5
        try DataDirectory(configuration.policies).prepare()
        try folder.write("policies/tstapp.yaml", try #require(DemoPolicy.text(DemoPolicy.text, onPort: sample.port)))
        for setting in settings { setting.apply(to: &configuration) }
        do {
            try await serve(configuration, folder: folder, body)
        } catch {
            await sample.stop()
            throw error
        }
        await sample.stop()
    }

    private static func serve(
        _ configuration: GatehouseConfiguration,
        folder: TemporaryFolder,
        _ body: (RunningServer) async throws -> Void
    ) async throws {
        let server = try await GatehouseServer.prepare(configuration, logger: .silent)
        let (signals, signal) = AsyncStream.makeStream(of: ProcessSignal.self)
        let (announcements, announce) = AsyncStream.makeStream(of: ServerEndpoints.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { announce.finish() }
                try await server.run(signals: signals) { announce.yield($0) }
            }
            if let endpoints = await announcements.first(where: { _ in true }) {
                let console = AdminConsole(configuration, logger: .silent)
                try await body(
                    RunningServer(
                        server: server,
                        endpoints: endpoints,
                        console: console,
                        folder: folder,
                        signal: signal
                    )
                )
            }
            signal.yield(.terminate)
            try await tasks.waitForAll()
        }
    }

    func get(_ path: String, token: String? = nil) async throws -> HTTPAnswer {
        try await call("GET", path, token: token)
    }

    func call(_ method: String, _ path: String, token: String? = nil, body: String = "") async throws -> HTTPAnswer {
        let headers = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        return try await HTTPCall.send(method, path, port: port, headers: headers, body: body)
    }

    func admin(_ path: String) async throws -> HTTPAnswer {
        try await HTTPCall.send("GET", path, port: endpoints.admin.port)
    }

    /// A new client of the sample application with its secret.
    func client(_ id: String, scope: String = "tstapp_data.read") async throws -> (id: String, secret: String) {
        let wish = ClientWish(
            id: id,
            application: "tstapp",
            name: id,
            grants: ["client_credentials"],
            scopes: [scope]
        )
        let json = try await console.createClient(wish).json
        let secret = try JSONParser.parse(json).object?["client_secret"]?.string
        return (id, try #require(secret))
    }

    /// What the token endpoint answers to a client that sends its secret in the form.
    func askToken(_ client: (id: String, secret: String)) async throws -> HTTPAnswer {
        try await HTTPCall.send(
            "POST",
            "/oauth2/token",
            port: port,
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: "grant_type=client_credentials&client_id=\(client.id)&client_secret=\(client.secret)"
        )
    }

    func token(_ client: (id: String, secret: String)) async throws -> String {
        let answer = try await askToken(client)
        return try #require(try answer.json()?["access_token"]?.string, "\(answer.status) \(answer.body)")
    }

    /// Asks again until the gate answers so; every try is a request, and there is an end to them.
    func eventually(_ status: Int, _ path: String, token: String? = nil) async throws {
        try await eventually("the gate answers \(status)") { try await get(path, token: token).status == status }
    }

    /// Asks again until the answer is yes.
    func eventually(_ what: String, _ isSo: () async throws -> Bool) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(10)
        while clock.now < deadline {
            if try await isSo() { return }
        }
        Issue.record("it never came to pass that \(what)")
    }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

/// One setting in which a test differs.
enum TestSetting: Sendable {
    case issuer(String)
    case data(String)
    case policies(String)
    case listen(ListenAddress)
    /// Only the loopback of IPv4 beside an address that may be missing.
    case companion(String)
    case adminListen(ListenAddress)
    case tls(TLSSettings)

    func apply(to configuration: inout GatehouseConfiguration) {
        switch self {
        case .issuer(let issuer): configuration.issuer = issuer
        case .data(let path): configuration.data = path
        case .policies(let path): configuration.policies = path
        case .listen(let address): configuration.listen = ListenSetting(required: [address])
        case .companion(let host):
            configuration.listen.optional = [ListenAddress(host: host, port: 0)]
        case .adminListen(let address): configuration.adminListen = address
        case .tls(let settings): configuration.tls = settings
        }
    }
}
