import Glibc

/// Puts bytes on one descriptor without ever waiting longer than asked.
///
/// Confined to the one thread of its ``LineWriter``.
struct LineOutput {
    private let destination: LineDestination
    private var descriptor: Int32
    private var isRegularFile: Bool

    /// - Throws: `SystemFailure` if the file cannot be opened.
    init(_ destination: LineDestination) throws(SystemFailure) {
        self.destination = destination
        switch destination {
        case .standardOutput: self.descriptor = STDOUT_FILENO
        case .standardError: self.descriptor = STDERR_FILENO
        case .descriptor(let descriptor): self.descriptor = descriptor
        case .file(let path): self.descriptor = try Self.open(path)
        }
        self.isRegularFile = Self.isRegularFile(descriptor)
    }

    /// Opens the file anew, as after a rotation; keeps the old one if that fails.
    mutating func reopen() {
        guard case .file(let path) = destination, let fresh = try? Self.open(path) else { return }
        close(descriptor)
        descriptor = fresh
        isRegularFile = Self.isRegularFile(fresh)
    }

    /// Closes what `init` opened.
    mutating func finish() {
        guard case .file = destination, descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }

    /// Writes as much as the other side takes.
    ///
    /// A pipe or terminal takes at most one page at a time, and only after it said that it is ready: so a reader that
    /// stalls makes this wait for `isAbandoned` at most a tenth of a second longer than needed, never for ever.
    /// - Returns: The number of bytes written; fewer than given if the descriptor fails or the wait is abandoned.
    mutating func write(_ bytes: [UInt8], isAbandoned: () -> Bool) -> Int {
        var written = 0
        while written < bytes.count {
            if !isRegularFile, !isReady() {
                if isAbandoned() { return written }
                continue
            }
            let limit = isRegularFile ? bytes.count - written : min(4_096, bytes.count - written)
            let count = bytes.withUnsafeBytes { buffer in
                Self.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[written..<(written + limit)]))
            }
            if count > 0 {
                written += count
            } else if errno != EINTR, errno != EAGAIN {
                return written
            }
        }
        return written
    }

    private func isReady() -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, 100) > 0
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    }

    private static func open(_ path: String) throws(SystemFailure) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFailure("open", path: path) }
        return descriptor
    }

    private static func isRegularFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
