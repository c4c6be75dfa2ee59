import Glibc

/// Holds everything a server keeps: the database, the lock and the sockets (contract §2).
package struct DataDirectory: Sendable, Equatable {
    /// The directory from the root: the lock names it to processes that work elsewhere.
    package let path: String

    /// Names a directory without touching it; a relative path begins where this process works now.
    package init(_ path: String) {
        var trimmed = path.hasPrefix("/") ? path : Self.joined(Self.workingDirectory, path)
        while trimmed.utf8.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.path = trimmed
    }

    /// The truth.
    package var database: String { "\(path)/gatehouse.sqlite" }
    /// Recent decisions of the gate, which are not the truth.
    package var decisions: String { "\(path)/decisions.sqlite" }
    /// What two servers must not hold at once.
    package var lock: String { "\(path)/gatehouse.lock" }

    /// The same directory without symbolic links; as it was named if it is not there yet.
    var resolvedPath: String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether something of that name is there.
    package var exists: Bool { access(path, F_OK) == 0 }

    /// Makes the directory if needed, and sees to it that nobody else can read it.
    ///
    /// It holds signing keys: an existing directory that others may read is closed if it is ours or empty, and refused
    /// otherwise, because it was hardly meant.
    package func prepare() throws(ExitFailure) {
        // Whatever is made in it from now on is for this user alone.
        umask(0o077)
        try makeDirectories()
        var status = stat()
        guard stat(path, &status) == 0 else { throw unusable(SystemFailure("stat")) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw ExitFailure(.environment, "\(path) is not a directory.", hint: "Choose another place with --data.")
        }
        if status.st_mode & 0o077 != 0 { try close(toOthers: status) }
        guard access(path, W_OK | X_OK | R_OK) == 0 else { throw unusable(SystemFailure("access")) }
    }

    private static func joined(_ directory: String?, _ path: String) -> String {
        var path = path
        while path.hasPrefix("./") { path = String(path.dropFirst(2)) }
        // A working directory that was removed has no name; what is relative to it stays so.
        guard let directory, path != "." else { return directory ?? path }
        return directory == "/" ? "/\(path)" : "\(directory)/\(path)"
    }

    private static var workingDirectory: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func makeDirectories() throws(ExitFailure) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += prefix.isEmpty || prefix == "/" ? String(part) : "/\(part)"
            guard mkdir(prefix, 0o700) != 0, errno != EEXIST, errno != EISDIR else { continue }
            let failure = SystemFailure("mkdir")
            // A parent that exists but may not be written to answers EROFS or EACCES, not EEXIST.
            if access(prefix, F_OK) == 0 { continue }
            throw unusable(failure)
        }
    }

    private func close(toOthers status: stat) throws(ExitFailure) {
        let isOurs = access(lock, F_OK) == 0 || isEmpty
        guard isOurs, status.st_uid == geteuid(), chmod(path, 0o700) == 0 else {
            throw ExitFailure(
                .environment,
                "The data directory \(path) can be read by other users; it would hold signing keys.",
                hint: "Close it with `chmod 700 \(path)`, or choose another place with --data."
            )
        }
    }

    private var isEmpty: Bool {
        guard let directory = opendir(path) else { return false }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // "." and ".." are always there.
        return count <= 2
    }

    private func unusable(_ failure: SystemFailure) -> ExitFailure {
        ExitFailure(
            .environment,
            "The data directory \(path) cannot be used: \(failure.reason).",
            hint: "Give this user write access to it, or choose another place with --data."
        )
    }
}
