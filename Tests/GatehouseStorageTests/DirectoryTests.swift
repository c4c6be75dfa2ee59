import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Lists")
struct DirectoryTests {
    @Test
    func eventsOfEarlierVersionsAreFoundByWhatTheyAreAbout() async throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.database)
        try Schema.migrator.migrate(queue, upTo: "applications")
        try await queue.write { database in
            for detail in [#"{"client":"a","user":"b"}"#, #"{"client":7,"scope":"a"}"#, "{broken}"] {
                try database.execute(
                    sql: "INSERT INTO auditEvent (at, actor, kind, detail) VALUES (1, 'cli', 'test.old', ?)",
                    arguments: [detail]
                )
            }
        }
        try queue.close()
        let store = try SQLiteStore.open(folder.database)
        defer { store.close() }
        #expect(try await store.audit(AuditQuery(about: "a")).map(\.sequence) == [1])
        #expect(try await store.audit(AuditQuery(about: "b")).map(\.sequence) == [1])
        #expect(try await store.audit(AuditQuery(about: "7")) == [])
    }

    @Test
    func anEventTakesWhatSaysAboutWhomItIsWithIt() async throws {
        try await withStore { store in
            for at in [1_000, 2_000] as [Int64] {
                let kind = AuditKind.clientDisabled(client: .fixture("a"))
                try await store.note(AuditEvent(at: at, actor: "cli", kind: kind))
            }
            try await store.purgeAudit(before: 2_000)
            let left = try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM auditSubject") }
            #expect(left == 1)
        }
    }

    @Test
    func whatClientsMayReachIsReadOnceUntilAClientChanges() async throws {
        try await withStore { store in
            var profile = ClientProfile()
            profile.source = .dynamic
            _ = try await store.create(.fixture(profile: profile), audit: .fixture())
            #expect(store.access.find().access == nil)
            _ = try await store.clientAccess()
            #expect(store.access.find().access?.count == 1)
            _ = try await store.create(.fixture("alice"), audit: .fixture())
            #expect(store.access.find().access?.count == 1)
            try await store.purgeUnusedRegistrations(before: .max)
            #expect(try await store.clientAccess() == [])
        }
    }

    @Test
    func whatWasReadBeforeAChangeIsNotKept() {
        let cache = AccessCache()
        let ticket = cache.find().ticket
        cache.forget()
        cache.keep([], ticket: ticket)
        #expect(cache.find().access == nil)
        cache.keep([], ticket: cache.find().ticket)
        #expect(cache.find().access == [])
    }

    /// A page of ten thousand must not begin with sorting them.
    @Test(arguments: [
        "SELECT id FROM client ORDER BY name COLLATE NOCASE ASC, id ASC LIMIT 50",
        "SELECT id FROM client ORDER BY createdAt DESC, id DESC LIMIT 50",
        "SELECT id FROM user ORDER BY createdAt DESC, username DESC LIMIT 50",
        "SELECT id FROM authorizationGrant WHERE clientID = 'a' AND revokedAt IS NULL ORDER BY sequence DESC LIMIT 50",
        "SELECT id FROM authorizationGrant WHERE userID = 'a' AND revokedAt IS NULL ORDER BY sequence DESC LIMIT 50",
        "SELECT sequence FROM auditEvent WHERE kind = 'a' ORDER BY sequence DESC LIMIT 50",
        "SELECT sequence FROM auditEvent WHERE actor = 'a' ORDER BY sequence DESC LIMIT 50",
        "SELECT sequence FROM auditSubject WHERE subject = 'a' ORDER BY sequence DESC LIMIT 50",
    ])
    func pagesAreReadInTheOrderOfAnIndex(_ sql: String) async throws {
        try await withStore { store in
            let plan = try await store.pool.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
            }
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }
}
