import GatehouseControl
import GatehouseOAuth
import GatehouseProxy

extension ExitFailure {
    /// The store could not be opened or used.
    init(_ error: StorageError, database path: String) {
        switch error {
        case .unavailable(let reason):
            self.init(
                .environment,
                "The database \(path) cannot be used now: \(reason).",
                hint: "See whether another program holds it open and whether the disk has room."
            )
        case .corrupt(let reason):
            self.init(
                .environment,
                "The database \(path) is damaged: \(reason).",
                hint: "Nothing was changed. Put a backup in its place, or move it away to begin anew."
            )
        case .newerVersion:
            self.init(
                .environment,
                "The database \(path) was written by a newer version of gatehouse.",
                hint: "Nothing was changed. Run that version, or choose another place with --data."
            )
        case .conflict:
            self.init(
                .environment,
                "The database \(path) was changed by another process at the same time.",
                hint: "Try again."
            )
        case .readOnly:
            self.init(
                .environment,
                "The database \(path) can only be read.",
                hint: "Give this user write access to it, or choose another place with --data."
            )
        case .sealed:
            self.init(
                .environment,
                "The keys in the database \(path) are sealed, and the key that opens them was not given.",
                hint: "Nothing was lost. Give the same --key-file, or the same key in the environment, as before."
            )
        }
    }

    /// The public listener does not stand.
    init(_ error: ListenError) {
        let hint = Self.advice(flag: "--listen", isTaken: error.isPortTaken)
        self.init(.environment, "\(error)".capitalizingFirst, hint: hint)
    }

    /// A listener of the control plane does not stand.
    init(_ error: ListenFailure) {
        let flags = ["admin": "--admin-listen", "operations": "--ops-listen"]
        let hint = flags[error.listener].map { Self.advice(flag: $0, isTaken: error.isAddressTaken) }
        self.init(.environment, "\(error)".capitalizingFirst, hint: hint)
    }

    /// The services ended by themselves; nil if that was wanted.
    init?(stopping error: any Error) {
        switch error {
        case is CancellationError: return nil
        case let error as ListenError: self.init(error)
        case let error as ListenFailure: self.init(error)
        case let error as ExitFailure: self = error
        default: self.init(.environment, "The server stopped: \(error).")
        }
    }

    private static func advice(flag: String, isTaken: Bool) -> String {
        isTaken
            ? "Stop that program, or choose another port with \(flag), such as \(flag) 127.0.0.1:9080."
            : "Choose an address of this machine and a port above 1023 with \(flag)."
    }
}

extension String {
    /// The text as the beginning of a sentence.
    var capitalizingFirst: String {
        prefix(1).uppercased() + dropFirst()
    }
}
