/// Tells the shell how a command ended (contract §3).
package enum ExitStatus: Int32, Sendable {
    case done = 0
    /// The answer is no: a policy does not check, a client is unknown.
    case refused = 1
    /// The command line or the configuration is wrong.
    case wrongUse = 2
    /// The environment failed: a port is taken, a disk is full.
    case environment = 3
}

/// Ends a command with a status and says why, in words for the person who typed it.
package struct ExitFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// How the process ends.
    package let status: ExitStatus
    /// What went wrong, one or more lines.
    package let message: String
    /// What to do about it.
    package let hint: String?

    /// Creates a failure from its parts.
    package init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// The message, then the hint on a line of its own.
    package var description: String {
        hint.map { "\(message)\n\($0)" } ?? message
    }
}
