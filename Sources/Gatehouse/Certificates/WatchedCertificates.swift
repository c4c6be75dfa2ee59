import Logging

/// Keeps what TLS is spoken with on one side of the gate, and takes what its files hold when that has changed and is good.
struct WatchedCertificates<Settings: CertificateSettings>: Sendable {
    /// What is in force.
    private(set) var current: Settings.Certificates

    let settings: Settings
    private let logger: Logger
    /// What was read last, in force or refused.
    private var seen: Int
    private var isRefused = false

    /// Reads the files for the first time; every problem ends the command.
    init(_ settings: Settings, now: Int64, logger: Logger) throws(ExitFailure) {
        let files = CertificateFiles.read(settings)
        do throws(CertificateLoading.Failure) {
            current = try settings.load(files, now: now)
        } catch {
            throw error.exit
        }
        self.settings = settings
        self.logger = logger
        self.seen = files.fingerprint
        warn(settings.warnings(current, now: now))
    }

    /// Reads the files again; gives what has come into force by that, if anything has.
    mutating func reread(isForced: Bool, now: Int64) -> Settings.Certificates? {
        let files = CertificateFiles.read(settings)
        let found = files.fingerprint
        guard found != seen || (isForced && isRefused) else { return nil }
        seen = found
        do throws(CertificateLoading.Failure) {
            current = try settings.load(files, now: now)
        } catch {
            isRefused = true
            report(error)
            return nil
        }
        isRefused = false
        warn(settings.warnings(current, now: now))
        logger.notice("\(Settings.title) reloaded", metadata: settings.facts(current))
        return current
    }

    /// Warns of what is soon good no more.
    func remind(now: Int64) {
        warn(settings.expiring(current, now: now))
    }

    private func report(_ failure: CertificateLoading.Failure) {
        let problems = failure.problems.map { "\($0.option): \($0.message)" }.joined(separator: "; ")
        logger.error(
            "\(Settings.title) not reloaded: the previous ones stay in force",
            metadata: ["gatehouse.problem": "\(problems)"]
        )
    }

    private func warn(_ warnings: [String]) {
        for warning in warnings { logger.warning("TLS certificate", metadata: ["gatehouse.certificate": "\(warning)"]) }
    }
}
