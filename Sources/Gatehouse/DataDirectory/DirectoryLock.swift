import Glibc

/// Keeps every other server and command from a data directory for as long as it lives.
///
/// `flock` belongs to the open file, so the system releases it however the process ends.
package final class DirectoryLock: Sendable {
    /// What became of an attempt to take the lock.
    package enum Outcome: Sendable {
        case taken(DirectoryLock)
        case held(LockHolder)
    }

    /// How long a command that works on the database is waited for.
    private static let patience = Duration.seconds(5)

    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        // Emptied first, so that nobody reads of a holder that is gone.
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    /// Takes the lock, or tells which server holds it; waits a moment for a command that is about to finish.
    package static func take(
        _ directory: DataDirectory,
        as holder: LockHolder
    ) async throws(ExitFailure) -> Outcome {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while true {
            if let lock = try attempt(directory, as: holder) { return .taken(lock) }
            if let other = read(directory), other.role == .server { return .held(other) }
            guard clock.now < deadline else { break }
            try? await Task.sleep(for: .milliseconds(20))
        }
        throw ExitFailure(
            .environment,
            "Another command has been working on \(directory.path) for \(patience.components.seconds) seconds.",
            hint: "Wait for it, or end it."
        )
    }

    /// Who holds the lock, as far as the file tells.
    package static func read(_ directory: DataDirectory) -> LockHolder? {
        let descriptor = open(directory.lock, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return LockHolder(text: String(decoding: buffer.prefix(count), as: UTF8.self))
    }

    private static func attempt(
        _ directory: DataDirectory,
        as holder: LockHolder
    ) throws(ExitFailure) -> DirectoryLock? {
        let descriptor = open(directory.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unusable(directory, SystemFailure("open")) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = SystemFailure("flock")
            close(descriptor)
            if failure.code == EWOULDBLOCK || failure.code == EINTR { return nil }
            throw unusable(directory, failure)
        }
        let lock = DirectoryLock(descriptor: descriptor)
        let text = [UInt8](holder.text.utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            throw unusable(directory, SystemFailure("write"))
        }
        return lock
    }

    private static func unusable(_ directory: DataDirectory, _ failure: SystemFailure) -> ExitFailure {
        ExitFailure(
            .environment,
            "The lock \(directory.lock) cannot be taken: \(failure.reason).",
            hint: "See that this user may write there and that the file system supports locks."
        )
    }
}
