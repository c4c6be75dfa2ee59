import GatehouseJOSE
import GatehouseProxy
import Logging
import ServiceLifecycle
import Synchronization

/// Stands between the gate and all other issuers: fetches their keys, and asks about their opaque tokens.
final class TrustedIssuerServices: Service, TokenIntrospecting {
    private let keepers: [IssuerKeeper]
    private let introspections: [String: IssuerIntrospection]
    private let publish = Mutex<(@Sendable ([TrustedIssuer]) async -> Void)?>(nil)

    /// Reads the files that the settings name, and the last good keys.
    init(
        _ settings: [TrustedIssuerSettings],
        in directory: DataDirectory,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) throws(ExitFailure) {
        var keepers: [IssuerKeeper] = []
        var introspections: [String: IssuerIntrospection] = [:]
        for issuer in settings {
            let requests = try Self.requests(issuer)
            keepers.append(
                IssuerKeeper(issuer, requests: requests, in: directory, clock: clock, logger: logger)
            )
            if let terms = issuer.introspection {
                let secret = try Self.secret(terms, of: issuer)
                introspections[issuer.name] = IssuerIntrospection(terms, secret: secret, requests: requests)
            }
        }
        self.keepers = keepers
        self.introspections = introspections
    }

    /// Whether there is any.
    var isEmpty: Bool { keepers.isEmpty }

    /// The issuers as the gate has to know them now.
    var issuers: [TrustedIssuer] { keepers.map(\.issuer) }

    /// What is known of each, for metrics.
    var standings: [IssuerKeeper.Standing] { keepers.map(\.standing) }

    /// Gives every change to the gate from now on; the call returns when every loop decides by it.
    func attach(_ publish: @escaping @Sendable ([TrustedIssuer]) async -> Void) {
        self.publish.withLock { $0 = publish }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withTaskGroup(of: Void.self) { tasks in
                for keeper in keepers {
                    tasks.addTask { await keeper.run { await self.publishAll() } }
                }
            }
            // Without issuers there is nothing to do, and a service that ends would end the others.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
        }
    }

    func refetchKeys(of issuer: String) -> KeyRefetch {
        keeper(issuer)?.refetch() ?? .refused
    }

    func wait(for flight: UInt64, of issuer: String) async {
        await keeper(issuer)?.wait(for: flight)
    }

    func introspect(_ token: String, at issuer: String) async -> IntrospectionAnswer {
        guard let introspection = introspections[issuer] else { return .unavailable }
        do throws(IssuerRequests.Failure) {
            let answer = try await introspection.ask(about: token)
            keeper(issuer)?.noteIntrospection(failure: nil)
            return .answered(answer)
        } catch {
            keeper(issuer)?.noteIntrospection(failure: error)
            return .unavailable
        }
    }

    private func publishAll() async {
        let publish = publish.withLock { $0 }
        await publish?(issuers)
    }

    private func keeper(_ name: String) -> IssuerKeeper? {
        keepers.first { $0.settings.name.utf8.elementsEqual(name.utf8) }
    }

    private static func requests(_ issuer: TrustedIssuerSettings) throws(ExitFailure) -> IssuerRequests {
        var authorities: [UInt8]?
        if let path = issuer.authorities { authorities = try read(path, "ca", of: issuer) }
        do throws(IssuerRequests.Failure) {
            return try IssuerRequests(authorities: authorities)
        } catch {
            throw ExitFailure(
                .wrongUse,
                "trusted_issuers: \(issuer.name): error: \(issuer.authorities ?? "ca"): \(error.message)"
            )
        }
    }

    private static func secret(
        _ terms: TrustedIssuerSettings.Introspection,
        of issuer: TrustedIssuerSettings
    ) throws(ExitFailure) -> String {
        let bytes = try read(terms.secretFile, "client_secret_file", of: issuer)
        let line = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        // RFC 6749 appendix A.2.
        guard !line.isEmpty, line.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw ExitFailure(
                .wrongUse,
                "trusted_issuers: \(issuer.name): error: \(terms.secretFile) does not hold a secret on one line"
            )
        }
        return String(decoding: line, as: UTF8.self)
    }

    private static func read(
        _ path: String,
        _ what: String,
        of issuer: TrustedIssuerSettings
    ) throws(ExitFailure) -> [UInt8] {
        do throws(PolicyFileReader.Failure) {
            return try PolicyFileReader.read(path, limit: 1_048_576)
        } catch {
            throw ExitFailure(
                .environment,
                "trusted_issuers: \(issuer.name): error: \(what): \(path): \(error.message)"
            )
        }
    }
}
