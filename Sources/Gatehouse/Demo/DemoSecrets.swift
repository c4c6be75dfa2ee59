import FoundationEssentials
import Glibc

/// Keeps the secrets of the demo's clients and its person beside its data, so that what was noted works after a restart.
///
/// Only for the demo: everywhere else a secret is shown once and stored as its digest.
struct DemoSecrets: Sendable, Equatable {
    /// The secrets by client id or user name.
    var secrets: [String: String] = [:]

    private let path: String

    /// Reads what an earlier start left; what cannot be read counts as nothing.
    init(in directory: DataDirectory) {
        self.path = "\(directory.path)/demo.json"
        guard let data = FileManager.default.contents(atPath: path) else { return }
        self.secrets = (try? JSONDecoder().decode([String: String].self, from: data)) ?? [:]
    }

    /// Writes the file anew, for this user alone.
    func save() throws(ExitFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(secrets) else { return }
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(SystemFailure("open")) }
        defer { close(descriptor) }
        let written = data.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == data.count, rename(temporary, path) == 0 else { throw unwritable(SystemFailure("write")) }
    }

    private func unwritable(_ failure: SystemFailure) -> ExitFailure {
        ExitFailure(.environment, "\(path) cannot be written: \(failure.reason).")
    }
}
