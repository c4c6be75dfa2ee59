import Foundation
import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Synchronization
import Testing

@testable import GatehouseStorage

@Suite("Durability")
struct DurabilityTests {
    @Test
    func acknowledgedWritesAreInTheFilesOfAnOpenDatabase() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database)
        defer { store.close() }
        for number in 0..<40 {
            _ = try await store.create(.fixture(id: "c\(number)"), audit: .fixture())
        }
        // What a process that is killed leaves behind: no checkpoint, no clean close.
        let copy = folder.path + "/copy.sqlite"
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: folder.database + suffix, toPath: copy + suffix)
        }
        let survivor = try SQLiteStore.open(copy)
        defer { survivor.close() }
        #expect(try await survivor.clients(application: nil, after: nil, limit: 99).count == 40)
    }

    @Test
    func acknowledgedWritesSurviveAKilledProcess() async throws {
        let folder = try TemporaryFolder()
        let database = folder.database
        let acknowledgements = folder.path + "/acknowledged"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [database = database as String, acknowledgements = acknowledgements as String] in
            try await writeUntilKilled(database: database, acknowledgements: acknowledgements)
        }
        let acknowledged = try String(contentsOfFile: acknowledgements, encoding: .utf8).split(separator: "\n")
        #expect(acknowledged.count >= 500)
        let survivor = try SQLiteStore.open(database)
        defer { survivor.close() }
        let stored = try await survivor.clients(application: nil, after: nil, limit: .max).map(\.id.value)
        #expect(Set(acknowledged.map(String.init)).isSubset(of: stored))
        // A client is never without the event that tells of it.
        #expect(try await survivor.auditEvents(before: nil, limit: .max).count == stored.count)
    }

    @Test
    func acknowledgedRotationsSurviveAKilledProcess() async throws {
        let folder = try TemporaryFolder()
        let database = folder.database
        let acknowledgements = folder.path + "/acknowledged"
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [database = database as String, acknowledgements = acknowledgements as String] in
            try await rotateUntilKilled(database: database, acknowledgements: acknowledgements)
        }
        let acknowledged = try String(contentsOfFile: acknowledgements, encoding: .utf8).split(separator: "\n")
        #expect(acknowledged.count >= 500)
        let survivor = try SQLiteStore.open(database)
        defer { survivor.close() }
        for name in acknowledged.map(String.init) {
            // What was answered as rotated is rotated: its successor is there, and it is no longer live itself.
            let parts = name.split(separator: "-")
            let number = try #require(parts.last.flatMap { Int($0) })
            #expect(try await survivor.refreshToken(SecretDigest.of(name))?.isLive == false)
            #expect(try await survivor.refreshToken(SecretDigest.of("\(parts[0])-\(number + 1)")) != nil)
        }
        let live = try await survivor.pool.read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM refreshToken WHERE rotatedAt IS NULL")
        }
        #expect(live == 16)
    }
}

/// Rotates the refresh tokens of sixteen grants, and dies when 500 rotations were answered.
private func rotateUntilKilled(database: String, acknowledgements: String) async throws {
    let store = try SQLiteStore.open(database)
    let list = try AcknowledgementList(path: acknowledgements)
    _ = try await store.create(.fixture(), audit: .fixture())
    _ = try await store.create(.fixture("alice"), audit: .fixture())
    try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<16 {
            let grant = "grant\(worker)"
            _ = try await store.record(
                .fixture(id: grant),
                code: nil,
                consent: nil,
                limit: 100,
                revocation: { .grant($0.id) },
                audit: []
            )
            let first = RefreshToken.fixture("w\(worker)-0", grantID: grant)
            _ = try await store.issue(from: grant, refreshToken: first, expiresAt: 5_000, at: 1_000, audit: [])
            group.addTask {
                for number in 0... {
                    let rotation = try await store.rotateRefreshToken(
                        SecretDigest.of("w\(worker)-\(number)"),
                        of: .fixture(),
                        keyThumbprint: nil,
                        at: 1_100,
                        graceSeconds: 30,
                        successor: { .fixture("w\(worker)-\(number + 1)", grantID: $0.grantID) }
                    )
                    guard case .rotated = rotation else { continue }
                    try list.add("w\(worker)-\(number)")
                }
            }
        }
        try await group.waitForAll()
    }
}

/// Creates clients with sixteen calls under way at any time, and dies when 500 of them were answered.
private func writeUntilKilled(database: String, acknowledgements: String) async throws {
    let store = try SQLiteStore.open(database)
    let list = try AcknowledgementList(path: acknowledgements)
    try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<16 {
            group.addTask {
                for number in 0... {
                    let id = "w\(worker)-\(number)"
                    guard try await store.create(.fixture(id: id), audit: .fixture()) == .created else { continue }
                    try list.add(id)
                }
            }
        }
        try await group.waitForAll()
    }
}

/// Writes down who was answered; kills the process, other calls being under way, when the list is full.
private final class AcknowledgementList: Sendable {
    private let file: FileHandle
    private let count = Mutex(0)

    init(path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        file = try FileHandle(forWritingTo: URL(filePath: path))
    }

    func add(_ id: String) throws {
        try count.withLock { count in
            try file.write(contentsOf: Data("\(id)\n".utf8))
            count += 1
            if count >= 500 {
                kill(getpid(), SIGKILL)
            }
        }
    }
}
