import Foundation
import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Opening a database")
struct OpeningTests {
    @Test
    func aReopenedDatabaseShowsEveryAcknowledgedWrite() async throws {
        let folder = try TemporaryFolder()
        let client = Client.fixture(secrets: [.fixture()])
        let key = StoredKey.fixture()
        let revocation = RevocationRecord.token(client: "reporting")
        let store = try SQLiteStore.open(folder.database)
        _ = try await store.create(client, audit: .fixture("one"))
        _ = try await store.install([key], replacing: [], audit: [.fixture("two")])
        _ = try await store.record(revocation, client: nil, audit: .fixture("three"))
        store.close()

        let reopened = try SQLiteStore.open(folder.database)
        defer { reopened.close() }
        #expect(try await reopened.client(client.id) == client)
        #expect(try await reopened.keys() == [key])
        #expect(try await reopened.revocations(at: 0) == [revocation])
        #expect(try await reopened.auditEvents(before: nil, limit: 9).map(\.sequence) == [3, 2, 1])
    }

    @Test
    func theFileAloneIsTheWholeDatabaseOnceClosed() async throws {
        let folder = try TemporaryFolder()
        let client = Client.fixture(secrets: [.fixture()])
        let store = try SQLiteStore.open(folder.database)
        _ = try await store.create(client, audit: .fixture("one"))
        store.close()
        // Closing again does nothing.
        store.close()

        let copy = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: folder.database, toPath: copy.database)
        let reopened = try SQLiteStore.open(copy.database)
        defer { reopened.close() }
        #expect(try await reopened.client(client.id) == client)
    }

    @Test
    func writesAreFlushedToTheDiskAtEveryCommit() async throws {
        try await withStore { store async throws in
            try await store.pool.writeWithoutTransaction { database throws in
                #expect(try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2)
                #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
                #expect(try Int.fetchOne(database, sql: "PRAGMA foreign_keys") == 1)
                #expect(try Int.fetchOne(database, sql: "PRAGMA secure_delete") == 1)
            }
        }
    }

    @Test
    func onlyTheOwnerCanReadTheFiles() async throws {
        let folder = try TemporaryFolder()
        let previous = umask(0)
        defer { umask(previous) }
        let store = try SQLiteStore.open(folder.database)
        defer { store.close() }
        _ = try await store.create(.fixture(), audit: .fixture())
        for suffix in ["", "-wal", "-shm"] {
            #expect(try mode(of: folder.database + suffix) == 0o600, "gatehouse.sqlite\(suffix)")
        }
    }

    @Test
    func rightsOfOthersAreTakenAway() throws {
        let folder = try TemporaryFolder()
        try SQLiteStore.open(folder.database).close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.database)
        try SQLiteStore.open(folder.database).close()
        #expect(try mode(of: folder.database) == 0o600)
    }

    @Test
    func aDatabaseOfANewerVersionIsRefusedAndNotTouched() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database)
        try await store.pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future')") }
        store.close()
        let before = try Data(contentsOf: URL(filePath: folder.database))
        #expect(throws: StorageError.newerVersion) { try SQLiteStore.open(folder.database) }
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == before)
    }

    @Test
    func theDatabaseOfAnotherProgramIsRefusedAndNotTouched() throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.database)
        try queue.write { try $0.execute(sql: "CREATE TABLE recipe (name TEXT)") }
        try queue.close()
        let before = try Data(contentsOf: URL(filePath: folder.database))
        #expect(throws: StorageError.corrupt("\(folder.database) is the database of another program")) {
            try SQLiteStore.open(folder.database)
        }
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == before)
    }

    @Test(arguments: ["Dear diary, ", "\u{0}\u{1}\u{2}\u{3}"])
    func aFileThatIsNoDatabaseIsRefusedAndNotTouched(start: String) throws {
        let folder = try TemporaryFolder()
        let content = Data(String(repeating: start, count: 1_000).utf8)
        try content.write(to: URL(filePath: folder.database))
        #expect(throws: StorageError.corrupt("file is not a database; restore a backup")) {
            try SQLiteStore.open(folder.database)
        }
        #expect(try Data(contentsOf: URL(filePath: folder.database)) == content)
    }

    @Test
    func anEmptyFileBecomesADatabase() async throws {
        let folder = try TemporaryFolder()
        try Data().write(to: URL(filePath: folder.database))
        let store = try SQLiteStore.open(folder.database)
        defer { store.close() }
        #expect(try await store.create(.fixture(), audit: .fixture()) == .created)
    }

    @Test(arguments: [0.2, 0.5, 0.9])
    func aDamagedDatabaseIsRefused(where part: Double) async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database)
        for number in 0..<200 {
            let name = String(repeating: "name", count: 100)
            _ = try await store.create(.fixture(id: "c\(number)", name: name), audit: .fixture())
        }
        store.close()
        var content = try Data(contentsOf: URL(filePath: folder.database))
        let page = Int(Double(content.count / 4_096) * part) * 4_096
        content.replaceSubrange(page..<page + 4_096, with: Data(repeating: 0xA5, count: 4_096))
        try content.write(to: URL(filePath: folder.database))
        let failure = #expect(throws: StorageError.self) { try SQLiteStore.open(folder.database) }
        guard case .corrupt = failure else {
            Issue.record("answered \(String(describing: failure))")
            return
        }
    }

    @Test
    func aDatabaseCutShortIsRefused() async throws {
        let folder = try TemporaryFolder()
        try SQLiteStore.open(folder.database).close()
        var content = try Data(contentsOf: URL(filePath: folder.database))
        content.removeLast(8_192)
        try content.write(to: URL(filePath: folder.database))
        let failure = #expect(throws: StorageError.self) { try SQLiteStore.open(folder.database) }
        guard case .corrupt = failure else {
            Issue.record("answered \(String(describing: failure))")
            return
        }
    }

    @Test
    func aDatabaseThatAnotherProcessLockedIsUnavailable() async throws {
        let folder = try TemporaryFolder()
        var options = SQLiteOptions()
        options.busyTimeout = 0
        let store = try SQLiteStore.open(folder.database, options: options)
        defer { store.close() }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.database, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: StorageError.unavailable("the database is locked by another process")) {
            _ = try await store.create(.fixture(), audit: .fixture())
        }
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await store.create(.fixture(), audit: .fixture()) == .created)
    }

    @Test
    func aDatabaseLockedAsAWholeCannotBeOpened() async throws {
        let folder = try TemporaryFolder()
        try SQLiteStore.open(folder.database).close()
        let other = try DatabaseQueue(path: folder.database)
        try await other.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
            var options = SQLiteOptions()
            options.busyTimeout = 0
            #expect(throws: StorageError.unavailable("the database is locked by another process")) {
                try SQLiteStore.open(folder.database, options: options)
            }
            try database.execute(sql: "ROLLBACK")
        }
    }

    @Test
    func aPathWithoutAFolderIsUnavailable() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/missing/gatehouse.sqlite"
        #expect(throws: StorageError.unavailable("\(path) cannot be created: its folder does not exist")) {
            try SQLiteStore.open(path)
        }
    }

    @Test
    func aFolderIsNotADatabase() throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        #expect(throws: StorageError.unavailable("\(path) is not a regular file")) {
            try SQLiteStore.open(path)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may write anywhere"))
    func aFolderThatIsReadOnlyIsSaidToBe() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        #expect(throws: StorageError.readOnly) { try SQLiteStore.open(folder.database) }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
    }

    @Test(arguments: [
        (ResultCode.SQLITE_READONLY, StorageError.readOnly),
        (.SQLITE_READONLY_DIRECTORY, .readOnly),
        (.SQLITE_PERM, .readOnly),
        (.SQLITE_CONSTRAINT_FOREIGNKEY, .conflict),
        (.SQLITE_BUSY_SNAPSHOT, .unavailable("the database is locked by another process")),
        (.SQLITE_FULL, .unavailable("the disk is full")),
        (.SQLITE_IOERR_FSYNC, .unavailable("the disk failed: text")),
        (.SQLITE_CANTOPEN_ISDIR, .unavailable("the database file cannot be opened: text")),
        (.SQLITE_CORRUPT_VTAB, .corrupt("text; restore a backup")),
        (.SQLITE_NOTADB, .corrupt("text; restore a backup")),
        (.SQLITE_NOMEM, .unavailable("SQLite: text")),
    ])
    func aFailureOfSQLiteIsSaidInThePortsWords(code: ResultCode, error: StorageError) {
        #expect(StorageError(storing: DatabaseError(resultCode: code, message: "text")) == error)
    }
}

private func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}
