import GRDB
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Purging")
struct PurgeTests {
    @Test
    func moreThanOneBatchGoesInOneCallAndManyCommits() async throws {
        try await withStore { store async throws in
            let count = Purge.batchLimit * 2 + 7
            try await store.pool.write { database in
                for number in 0..<count {
                    try database.execute(
                        sql: "INSERT INTO singleUse VALUES (randomblob(32), 'proof', ?)",
                        arguments: [number < 7 ? 2_000 : 1_000]
                    )
                }
            }
            let before = store.writer.statistics.calls
            try await store.purgeRequests(before: 1_500)
            // Two full batches and the empty one after them, then one that finds no pushed request.
            #expect(store.writer.statistics.calls - before == 4)
            let left = try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM singleUse") }
            #expect(left == 7)
        }
    }

    @Test
    func unusedRegistrationsGoInBatchesAndAreForgottenByTheCache() async throws {
        try await withStore { store async throws in
            var profile = ClientProfile()
            profile.source = .dynamic
            for number in 0..<205 {
                _ = try await store.create(.fixture(id: "c\(number)", profile: profile), audit: .fixture())
                _ = try await store.client(.fixture("c\(number)"))
            }
            try await store.purgeUnusedRegistrations(before: 1_000)
            #expect(try await store.client(.fixture("c204")) != nil)
            try await store.purgeUnusedRegistrations(before: 1_001)
            #expect(try await store.clients(application: nil, after: nil, limit: 999) == [])
            for number in 0..<205 {
                #expect(try await store.client(.fixture("c\(number)")) == nil)
            }
        }
    }

    @Test
    func purgesSearchThroughIndexes() async throws {
        try await withStore { store async throws in
            let tables = ["session", "refreshToken", "deviceAuthorization", "pushedRequest", "singleUse"]
            var queries = tables.map { "SELECT 1 FROM \($0) WHERE expiresAt < 5 LIMIT 9" }
            queries.append("SELECT 1 FROM authorizationCode WHERE usedAt IS NULL AND expiresAt < 5 LIMIT 9")
            queries.append("SELECT 1 FROM authorizationGrant WHERE keptUntil < 5 LIMIT 9")
            queries.append("DELETE FROM authorizationGrant WHERE sequence IN (5)")
            queries.append("SELECT 1 FROM authorizationGrant WHERE lastUsedAt IS NULL AND expiresAt < 5 LIMIT 9")
            queries.append("SELECT 1 FROM auditEvent WHERE at < 5 LIMIT 9")
            queries.append(
                """
                SELECT id FROM client WHERE createdAt < 5 AND firstIssuedAt IS NULL
                    AND profile GLOB '*"source":"dynamic"*' AND disabledAt IS NULL
                    AND NOT EXISTS (SELECT 1 FROM authorizationGrant WHERE clientID = client.id) LIMIT 9
                """
            )
            queries.append(
                "SELECT digest FROM refreshToken WHERE grantID = 'a' AND generation <= 5 ORDER BY generation LIMIT 2"
            )
            queries.append("DELETE FROM client WHERE id = 'a'")
            queries.append("DELETE FROM secondFactor WHERE userID = 'a'")
            for query in queries {
                let steps = try await store.pool.read { database in
                    try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(query)")
                        .map { try $0.decode(String.self, forColumn: "detail") }
                }
                let isSearch = steps.allSatisfy { !$0.hasPrefix("SCAN") && !$0.contains("TEMP B-TREE") }
                #expect(isSearch, "\(query): \(steps)")
            }
        }
    }
}
