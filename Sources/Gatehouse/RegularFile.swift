import Glibc

/// Reads small regular files whole.
enum RegularFile {
    /// Why a file was not read.
    enum Failure: Error, Equatable {
        /// The system refuses it.
        case system(SystemFailure)
        /// It is a folder, a pipe, a device, ….
        case notRegular
        /// It has more bytes than the limit.
        case tooLarge
    }

    /// What a file held at one moment.
    struct Contents: Equatable {
        let bytes: [UInt8]
        /// Whether users of other groups may read it.
        let isOpen: Bool
    }

    /// A file's contents, at most `limit` bytes of them; never waits, as a pipe would make it.
    ///
    /// What is looked at is what was opened: a path could lead elsewhere a moment later.
    static func read(_ path: String, limit: Int) throws(Failure) -> Contents {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(SystemFailure("open", path: path)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(SystemFailure("fstat", path: path)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(65_536, limit + 1))
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system(SystemFailure("read", path: path)) }
            guard count > 0 else { return Contents(bytes: bytes, isOpen: status.st_mode & S_IROTH != 0) }
            bytes.append(contentsOf: chunk[..<count])
        }
        throw .tooLarge
    }
}
