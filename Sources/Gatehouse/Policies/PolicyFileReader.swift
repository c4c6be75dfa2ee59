import Glibc

/// Reads small regular files whole.
enum PolicyFileReader {
    /// Why a file was not read.
    struct Failure: Error {
        let message: String
        let suggestion: String?
    }

    /// A file's bytes; never waits, as a pipe would make it.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("fstat", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(message: "this is not a file", suggestion: "only files may end in '.yaml'")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
        throw Failure(message: "the file is larger than 1 MiB", suggestion: "split it")
    }

    private static func failure(_ call: String, _ path: String) -> Failure {
        let reason = SystemFailure(call, path: path).reason
        return Failure(message: "the file cannot be read: \(reason)", suggestion: nil)
    }
}
