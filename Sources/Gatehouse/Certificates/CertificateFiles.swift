import Glibc

/// Holds the bytes of every file that TLS needs, as they were at one moment.
struct CertificateFiles: Hashable, Sendable {
    /// A file that cannot be read, with the system's reason.
    struct Unreadable: Hashable, Sendable {
        let path: String
        let reason: String
    }

    /// How large a file may be, in bytes: a bundle of all public authorities has a quarter of it.
    private static let maximumBytes = 1_048_576

    private var contents: [String: [UInt8]] = [:]
    /// What cannot be read.
    private(set) var unreadable: [Unreadable] = []

    /// Reads all files of the settings.
    static func read(_ settings: some CertificateSettings) -> CertificateFiles {
        var files = CertificateFiles()
        for path in settings.paths where files.contents[path] == nil {
            do throws(PolicyFileReader.Failure) {
                files.contents[path] = try PolicyFileReader.read(path, limit: maximumBytes)
            } catch {
                files.unreadable.append(Unreadable(path: path, reason: error.message))
            }
        }
        return files
    }

    /// Tells other contents from these, so that private keys need not be kept for that.
    var fingerprint: Int {
        var hasher = Hasher()
        hasher.combine(self)
        return hasher.finalize()
    }

    /// The bytes of a file; none for one that could not be read.
    func bytes(_ path: String) -> [UInt8] {
        contents[path] ?? []
    }

    /// Whether users of other groups, or of its own, may read a file besides its owner.
    static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & (S_IRGRP | S_IROTH) != 0
    }
}

/// What shows cheaply that one of several files has changed: sizes, times and numbers, not contents.
struct FileTrace: Equatable, Sendable {
    private let entries: [[Int64]]

    init(of paths: [String]) {
        entries = paths.map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return [] }
            return [
                Int64(status.st_size), Int64(truncatingIfNeeded: status.st_ino),
                Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec),
            ]
        }
    }
}
