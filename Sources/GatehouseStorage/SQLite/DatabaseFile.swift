import GatehouseOAuth

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Sees to it that only the owner can read the database file, which holds private keys.
///
/// Nothing here opens a file that exists: closing any descriptor of a file drops every POSIX lock that this process
/// holds on it, also those of an SQLite connection (https://www.sqlite.org/howtocorrupt.html §2.2).
enum DatabaseFile {
    /// Creates the file with mode 0600, or takes other people's rights from the one that is there.
    ///
    /// SQLite gives its `-wal` and `-shm` files the mode of the database file.
    static func makePrivate(path: String) throws(StorageError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            _ = close(descriptor)
            return
        }
        guard errno == EEXIST else {
            throw refusal(errno, path: path)
        }
        try restrict(path: path)
    }

    private static func restrict(path: String) throws(StorageError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw refusal(errno, path: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unavailable("\(path) is not a regular file")
        }
        guard status.st_mode & 0o077 != 0 else { return }
        guard chmod(path, status.st_mode & 0o700) == 0 else {
            throw refusal(errno, path: path)
        }
    }

    private static func refusal(_ code: Int32, path: String) -> StorageError {
        switch code {
        case EACCES, EPERM, EROFS: .readOnly
        case ENOENT, ENOTDIR: .unavailable("\(path) cannot be created: its folder does not exist")
        case ENOSPC, EDQUOT: .unavailable("\(path) cannot be created: the disk is full")
        default: .unavailable("\(path) cannot be opened: \(String(cString: strerror(code)))")
        }
    }
}
