import Foundation
import GatehouseJOSE
import GatehouseOAuth
import Logging
import Testing

@testable import GatehouseStorage

/// A folder that is gone when the test is over.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "gatehouse-storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Where the tests' database is.
    var database: String { path + "/gatehouse.sqlite" }
}

extension SQLiteStore {
    /// Opens a store whose log nobody reads.
    static func open(
        _ path: String,
        sealing: SealingKey? = nil,
        options: SQLiteOptions = SQLiteOptions()
    ) throws(StorageError) -> SQLiteStore {
        try open(
            path: path,
            sealing: sealing,
            options: options,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}

/// Runs `body` on a new database.
func withStore(
    options: SQLiteOptions = SQLiteOptions(),
    _ body: (SQLiteStore) async throws -> Void
) async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore.open(folder.database, options: options)
    defer { store.close() }
    try await body(store)
}
