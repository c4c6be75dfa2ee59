import GatehouseProxy
import Logging
import ServiceLifecycle

/// Keeps the certificates of the public listener up to date with their files.
actor CertificateReloader: Service {
    /// How often the files are looked at.
    private static let pace = Duration.milliseconds(250)
    /// How often a certificate is warned of that soon expires, in seconds.
    private static let reminding: Int64 = 86_400

    /// What the server started with.
    nonisolated let first: ServerCertificates

    private let settings: TLSSettings
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    private var current: ServerCertificates
    /// What was read last, in force or refused.
    private var seen: Int
    private var isRefused = false
    private var remindedAt: Int64
    private var proxy: Proxy?

    /// Reads the files; every problem ends the command.
    init(
        _ settings: TLSSettings,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) throws(ExitFailure) {
        let files = CertificateFiles.read(settings)
        let now = clock()
        do throws(CertificateLoading.Failure) {
            first = try CertificateLoading.load(settings, files, now: now)
        } catch {
            throw error.exit
        }
        for warning in CertificateLoading.warnings(settings, first, now: now) {
            logger.warning("TLS certificate", metadata: ["gatehouse.certificate": "\(warning)"])
        }
        self.settings = settings
        self.clock = clock
        self.logger = logger
        self.current = first
        self.seen = files.fingerprint
        self.remindedAt = now
    }

    /// Gives every later set to the proxy, and the one of this moment in case it changed meanwhile.
    func attach(_ proxy: Proxy) {
        self.proxy = proxy
        proxy.adopt(current)
    }

    /// Looks at the files until the service group shuts down.
    func run() async throws {
        await cancelWhenGracefulShutdown { await self.watch() }
    }

    /// Reads the files now, as SIGHUP asks.
    func reload() {
        take(CertificateFiles.read(settings), isForced: true)
    }

    private func watch() async {
        var schedule = ReloadSchedule<FileTrace>()
        let pacing = ContinuousClock()
        let start = pacing.now
        while !Task.isCancelled {
            if schedule.isDue(FileTrace(of: settings.paths), at: pacing.now - start) {
                take(CertificateFiles.read(settings), isForced: false)
                remind()
            }
            guard (try? await pacing.sleep(for: Self.pace)) != nil else { return }
        }
    }

    private func take(_ files: CertificateFiles, isForced: Bool) {
        guard files.fingerprint != seen || (isForced && isRefused) else { return }
        seen = files.fingerprint
        let now = clock()
        do throws(CertificateLoading.Failure) {
            current = try CertificateLoading.load(settings, files, now: now)
        } catch {
            isRefused = true
            return report(error)
        }
        isRefused = false
        proxy?.adopt(current)
        for warning in CertificateLoading.warnings(settings, current, now: now) { warn(warning) }
        logger.notice("TLS certificates reloaded", metadata: ["gatehouse.certificates": "\(current.all.count)"])
    }

    private func report(_ failure: CertificateLoading.Failure) {
        logger.error("TLS certificates not reloaded: the previous ones stay in force")
        for problem in failure.problems {
            logger.error("TLS certificate problem", metadata: ["gatehouse.certificate": "\(problem.message)"])
        }
    }

    private func remind() {
        let now = clock()
        guard now - remindedAt >= Self.reminding else { return }
        remindedAt = now
        for warning in CertificateLoading.expiring(current, now: now) { warn(warning) }
    }

    private func warn(_ warning: String) {
        logger.warning("TLS certificate", metadata: ["gatehouse.certificate": "\(warning)"])
    }
}
