import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseStorage
package import Logging

/// Carries out an administrator's commands: through the server that runs on the data directory, else on its database.
package struct AdminConsole: Sendable {
    let configuration: GatehouseConfiguration
    let directory: DataDirectory
    let clock: @Sendable () -> Int64
    /// How long a server that is just starting or stopping is waited for.
    private let patience: Duration
    let logger: Logger

    /// Creates a console for the data directory of a configuration.
    package init(
        _ configuration: GatehouseConfiguration,
        clock: @escaping @Sendable () -> Int64 = { WallTime.now().seconds },
        patience: Duration = .seconds(5),
        logger: Logger
    ) {
        self.configuration = configuration
        self.directory = DataDirectory(configuration.data)
        self.clock = clock
        self.patience = patience
        self.logger = logger
    }

    /// Carries out one command; a refusal ends the command with status 1.
    func answer(_ command: AdminCommand) async throws(ExitFailure) -> AdminAnswer {
        if command.needsCatalog { try directory.prepare() }
        let answer = try await carryOut { client throws(AdminSocketError) in
            try await client.perform(command)
        } onDatabase: { base throws(ExitFailure) in
            try await perform(command, on: base)
        }
        guard case .refused(let refusal) = answer else { return answer }
        throw ExitFailure(refusal)
    }

    /// Has the server do it that runs on the data directory; where none runs, does it on its database.
    func carryOut<Value: Sendable>(
        byServer: (AdminSocketClient) async throws(AdminSocketError) -> Value,
        onDatabase: (CommandBase) async throws(ExitFailure) -> Value
    ) async throws(ExitFailure) -> Value {
        try ensureDirectory()
        let holder = LockHolder(role: .command, process: .currentProcess, socketDirectory: directory.path)
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while true {
            switch try await DirectoryLock.take(directory, as: holder) {
            case .taken(let lock):
                defer { withExtendedLifetime(lock) {} }
                let base = try await CommandBase.open(configuration, in: directory, logger: logger)
                defer { base.store.close() }
                return try await onDatabase(base)
            case .held(let server):
                if let value = try await ask(server, byServer) { return value }
            }
            // The lock is held but nobody answers: that server is starting or stopping.
            guard clock.now < deadline else { throw Self.unreachable(directory) }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Only a command that makes something has made the directory for it.
    private func ensureDirectory() throws(ExitFailure) {
        guard directory.exists else {
            throw ExitFailure(
                .environment,
                "There is no data directory \(directory.path).",
                hint: "Start `gatehouse serve` first, or name the directory with --data."
            )
        }
        try directory.prepare()
    }

    /// Nil if nobody listens on the socket.
    private func ask<Value>(
        _ server: LockHolder,
        _ question: (AdminSocketClient) async throws(AdminSocketError) -> Value
    ) async throws(ExitFailure) -> Value? {
        let socket = SocketDirectory.admin(in: server.socketDirectory)
        do throws(AdminSocketError) {
            return try await question(AdminSocketClient(path: socket))
        } catch .notRunning {
            return nil
        } catch .refused(let message, let suggestion) {
            throw ExitFailure(.refused, message, hint: suggestion)
        } catch {
            let sentence = "\(error)".capitalizingFirst
            let isWhole = sentence.hasSuffix(".") || sentence.hasSuffix("?")
            throw ExitFailure(.environment, sentence + (isWhole ? "" : "."))
        }
    }

    private func perform(
        _ command: AdminCommand,
        on base: CommandBase
    ) async throws(ExitFailure) -> AdminAnswer {
        let stored = command.needsCatalog ? try await base.applications(in: directory) : []
        let catalog = try catalog(for: command, with: stored, under: base.configuration)
        do throws(StorageError) {
            return try await base.administration(catalog: catalog)
                .perform(command, actor: "cli", now: clock(), isOperator: true)
        } catch {
            throw ExitFailure(error, database: directory.database)
        }
    }

    /// Only new clients' and people's scopes are checked against the policy, so only then it has to compile.
    private func catalog(
        for command: AdminCommand,
        with stored: [StoredApplication],
        under configuration: GatehouseConfiguration
    ) throws(ExitFailure) -> any CatalogSource {
        guard command.needsCatalog else { return FixedCatalog(.empty) }
        let context = try configuration.policyContext
        let policy = try PolicyLoading.policy(
            in: configuration.policyDirectory,
            with: stored,
            context: context,
            logger: logger
        )
        return FixedCatalog(ScopeCatalog(policy).withBuiltIn(issuer: context.issuer))
    }

    private static func unreachable(_ directory: DataDirectory) -> ExitFailure {
        ExitFailure(
            .environment,
            "A server holds \(directory.path) but does not answer; it is starting or stopping.",
            hint: "Try again in a moment."
        )
    }
}

extension AdminCommand {
    /// Whether it makes something whose scopes the policy declares.
    fileprivate var needsCatalog: Bool {
        switch self {
        case .createClient, .makeRegistrationToken, .createUser, .assignScopes: true
        default: false
        }
    }
}

/// Stands where no server runs that would have to be told.
struct NothingLive: RevocationPublishing, KeyPublishing {
    func publish(_ records: [RevocationRecord]) {}
    func lift(_ keys: [RevocationKey], leaving records: [RevocationRecord]) {}
    func publish(_ keys: KeyRing.Snapshot) {}
}

/// Answers with a catalog that does not change.
struct FixedCatalog: CatalogSource {
    private let fixed: ScopeCatalog

    init(_ catalog: ScopeCatalog) {
        self.fixed = catalog
    }

    func catalog() -> ScopeCatalog { fixed }

    /// No gate runs that would give anybody a request.
    func application(authority: String, path: String) -> CatalogApplication? { nil }

    /// Nobody is shown a page.
    func routes(opened scope: String) -> [OpenedRoute] { [] }
}
