import Glibc

/// Reads the files that declarations of clients name; nothing that is read here is ever printed.
enum DeclaredFile {
    /// Why a file cannot be taken, and what to do about it.
    struct Refusal: Error, Equatable {
        let message: String
        let suggestion: String?

        init(_ message: String, _ suggestion: String? = nil) {
            self.message = message
            self.suggestion = suggestion
        }
    }

    /// What a file held at one moment.
    struct Contents {
        let bytes: [UInt8]
        /// Whether users of other groups may read it.
        let isOpen: Bool
    }

    /// The bytes of a regular file, at most `limit` of them; never waits, as a pipe would make it.
    static func read(_ path: String, limit: Int) throws(Refusal) -> Contents {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("fstat", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Refusal("'\(path)' is not a regular file") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path) }
            guard count > 0 else { return Contents(bytes: bytes, isOpen: status.st_mode & S_IROTH != 0) }
            bytes.append(contentsOf: chunk[..<count])
        }
        throw Refusal("'\(path)' is larger than \(limit) bytes")
    }

    /// The path as the server opens it: one that is not absolute is beside the policy that names it.
    static func path(_ written: String, besides policy: String) -> String {
        guard !written.hasPrefix("/"), let slash = policy.lastIndex(of: "/") else { return written }
        return policy[...slash] + written
    }

    private static func failure(_ call: String, _ path: String) -> Refusal {
        Refusal("'\(path)' cannot be read: \(SystemFailure(call, path: path).reason)")
    }
}
