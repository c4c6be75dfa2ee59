import Glibc

/// Tells who holds the lock of a data directory: what `gatehouse.lock` says.
package struct LockHolder: Sendable, Equatable {
    /// What the holder is doing with the directory.
    package enum Role: String, Sendable {
        /// It serves: other commands talk to it over `admin.sock`.
        case server
        /// It changes the database and is gone in a moment.
        case command
    }

    /// What the holder is doing.
    package let role: Role
    /// Its process.
    package let process: Int32
    /// The directory of its sockets.
    package let socketDirectory: String

    /// Creates a holder from its parts.
    package init(role: Role, process: Int32, socketDirectory: String) {
        self.role = role
        self.process = process
        self.socketDirectory = socketDirectory
    }

    /// Reads what a holder wrote; nil if it is not complete.
    init?(text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        guard let role = values["role"].flatMap({ Role(rawValue: String($0)) }),
            let process = values["process"].flatMap({ Int32($0) }),
            let sockets = values["sockets"]
        else { return nil }
        self.init(role: role, process: process, socketDirectory: String(sockets))
    }

    /// What is written to the lock file.
    var text: String {
        "role \(role.rawValue)\nprocess \(process)\nsockets \(socketDirectory)\n"
    }
}

extension Int32 {
    /// The number of this process.
    static var currentProcess: Int32 { getpid() }
}
