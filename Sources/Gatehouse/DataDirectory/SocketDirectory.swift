import Glibc

/// Holds the Unix sockets of a server: in the data directory, or where a path is short enough for the system.
package struct SocketDirectory: Sendable, Equatable {
    /// `sockaddr_un` has room for 108 bytes; some libraries for a few less.
    package static let maximumPathBytes = 100

    /// The directory.
    package let path: String
    /// Whether it was made for this server alone and goes when it stops.
    package let isTemporary: Bool

    /// The socket that serves the issuer's site and nothing else.
    package var control: String { "\(path)/control.sock" }
    /// The socket that the command line talks to.
    package var admin: String { Self.admin(in: path) }

    /// The socket that the command line talks to, in a directory that a lock file names.
    package static func admin(in directory: String) -> String { "\(directory)/admin.sock" }

    /// Chooses the data directory itself, or makes a private temporary folder if its path is too long.
    package init(for data: DataDirectory) throws(ExitFailure) {
        guard "\(data.path)/control.sock".utf8.count > Self.maximumPathBytes else {
            self.path = data.path
            self.isTemporary = false
            return
        }
        var template = Array("/tmp/gatehouse-XXXXXX".utf8CString)
        // mkdtemp makes the folder with mode 0700, under a name that was not there before.
        guard mkdtemp(&template) != nil else {
            throw ExitFailure(
                .environment,
                "No folder for sockets can be made in /tmp: \(SystemFailure("mkdtemp").reason).",
                hint: "The path of --data is too long for sockets; choose one of at most 85 bytes."
            )
        }
        self.path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.isTemporary = true
    }

    /// Removes sockets that a killed server left behind; only the holder of the lock may call it.
    package func removeStale() {
        unlink(control)
        unlink(admin)
    }

    /// Removes the sockets, and the folder if it was made for them.
    package func remove() {
        removeStale()
        if isTemporary { rmdir(path) }
    }
}
