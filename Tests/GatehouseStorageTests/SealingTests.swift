import Foundation
import GRDB
import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Sealed secrets")
struct SealingTests {
    private static let pem = "-----BEGIN PRIVATE KEY----- PLAINLY VISIBLE"
    private static let root = Secret([UInt8]("this is the root key, 32 bytes!!".utf8))

    @Test
    func sealedSecretsAreReadBackAndAppearNowhereInTheFiles() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database, sealing: .fixture())
        try await fill(store)
        #expect(try contents(of: folder).allSatisfy { !$0.contains("PLAINLY VISIBLE") })
        store.close()
        #expect(try contents(of: folder).allSatisfy { !$0.contains("PLAINLY VISIBLE") && !$0.contains(rootText) })
        let reopened = try SQLiteStore.open(folder.database, sealing: .fixture())
        defer { reopened.close() }
        try await expectSecrets(in: reopened)
    }

    @Test
    func plainSecretsAreSealedWhenAKeyIsGivenAndLeaveNoTrace() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database)
        try await fill(store)
        store.close()
        #expect(try contents(of: folder).contains { $0.contains("PLAINLY VISIBLE") && $0.contains(rootText) })
        let sealed = try SQLiteStore.open(folder.database, sealing: .fixture())
        defer { sealed.close() }
        #expect(try contents(of: folder).allSatisfy { !$0.contains("PLAINLY VISIBLE") && !$0.contains(rootText) })
        try await expectSecrets(in: sealed)
    }

    @Test
    func aSealedDatabaseDoesNotOpenWithoutItsKey() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database, sealing: .fixture())
        try await fill(store)
        store.close()
        for key in [nil, SealingKey.fixture(8)] {
            #expect(throws: StorageError.sealed) { try SQLiteStore.open(folder.database, sealing: key) }
        }
        let reopened = try SQLiteStore.open(folder.database, sealing: .fixture())
        defer { reopened.close() }
        try await expectSecrets(in: reopened)
    }

    @Test
    func aRootKeyAloneAlsoNeedsItsKey() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database, sealing: .fixture())
        _ = try await store.rootKey(orStore: Self.root)
        store.close()
        #expect(throws: StorageError.sealed) { try SQLiteStore.open(folder.database) }
    }

    @Test
    func aSealedSecretOpensInItsOwnRowOnly() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore.open(folder.database, sealing: .fixture())
        try await fill(store)
        try await store.pool.write { try $0.execute(sql: "UPDATE signingKey SET keyID = 'other'") }
        await #expect(throws: StorageError.sealed) { _ = try await store.keys() }
        store.close()
        #expect(throws: StorageError.sealed) { try SQLiteStore.open(folder.database, sealing: .fixture()) }
    }

    private func fill(_ store: SQLiteStore) async throws {
        _ = try await store.install([.fixture(pkcs8PEM: Self.pem)], replacing: [], audit: [])
        _ = try await store.rootKey(orStore: Self.root)
    }

    private func expectSecrets(in store: SQLiteStore) async throws {
        #expect(try await store.keys() == [.fixture(pkcs8PEM: Self.pem)])
        #expect(try await store.rootKey(orStore: Secret([])) == Self.root)
    }

    private var rootText: String { Self.root.withExposedValue { Base64URL.encode($0) } }

    /// The bytes of every file in the folder, as text.
    private func contents(of folder: borrowing TemporaryFolder) throws -> [String] {
        let path = folder.path
        return try FileManager.default.contentsOfDirectory(atPath: path)
            .map { name in
                String(decoding: try Data(contentsOf: URL(filePath: path + "/" + name)), as: UTF8.self)
            }
    }
}
