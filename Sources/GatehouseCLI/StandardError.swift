import Glibc

/// Prints diagnostics.
enum StandardError {
    /// Prints one message under the program's name.
    static func print(_ text: String) {
        write("gatehouse: \(text)\n")
    }

    /// Prints text as it is.
    static func write(_ text: String) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(STDERR_FILENO, Array(bytes[written...]), bytes.count - written)
            guard count > 0 || errno == EINTR else { return }
            written += max(0, count)
        }
    }
}
