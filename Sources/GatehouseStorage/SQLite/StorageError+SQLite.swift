import GRDB
import GatehouseOAuth

extension StorageError {
    /// Says in the ports' words what an error thrown while reading or writing means.
    init(storing error: any Error) {
        switch error {
        case let error as StorageError: self = error
        case let error as DatabaseError: self.init(sqlite: error)
        case is RowDecodingError: self = .corrupt("a row does not have the form of its table")
        case is CancellationError: self = .unavailable("the call was cancelled")
        default: self = .unavailable("\(error)")
        }
    }

    // https://www.sqlite.org/rescode.html
    private init(sqlite error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_CONSTRAINT:
            self = .conflict
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
            self = .corrupt("\(error.text); restore a backup")
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self = .unavailable("the database is locked by another process")
        case .SQLITE_FULL:
            self = .unavailable("the disk is full")
        case .SQLITE_CANTOPEN:
            self = .unavailable("the database file cannot be opened: \(error.text)")
        case .SQLITE_IOERR:
            self = .unavailable("the disk failed: \(error.text)")
        default:
            self = .unavailable("SQLite: \(error.text)")
        }
    }
}

extension DatabaseError {
    /// SQLite's own sentence; never the statement or its values.
    fileprivate var text: String {
        message ?? "error \(extendedResultCode.rawValue)"
    }
}
