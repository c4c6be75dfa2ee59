import GRDB
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite("Schema")
struct SchemaTests {
    /// Shipped migrations, as name and FNV-1a of the SQL: a new one is appended, a listed one never changes.
    private static let shipped: [(name: String, digest: UInt64)] = [
        ("foundations", 0x0479_1ba7_51f7_d2ec),
        ("revocationClient", 0x5733_b7ef_077f_d6a1),
        ("serverSettings", 0xb851_f191_6697_94df),
    ]

    @Test
    func shippedMigrationsAreNotEdited() {
        #expect(Schema.migrations.map(\.name) == Self.shipped.map(\.name))
        for (migration, shipped) in zip(Schema.migrations, Self.shipped) {
            #expect(digest(of: migration.sql) == shipped.digest, "\(migration.name)")
        }
    }

    @Test
    func theFileIsMarkedAsOurs() async throws {
        try await withStore { store in
            let mark = try await store.pool.read { try Int32.fetchOne($0, sql: "PRAGMA application_id") }
            #expect(mark == DatabaseOpening.applicationID)
        }
    }

    @Test(arguments: [
        "INSERT INTO clientScope VALUES ('nobody', 'openid')",
        "INSERT INTO clientScope VALUES ('reporting', 'two words')",
        "INSERT INTO clientScope VALUES ('reporting', 'quo\"te')",
        "INSERT INTO clientGrant VALUES ('reporting', '')",
        "INSERT INTO clientRedirectURI VALUES ('reporting', 0, 'https://a.example/ b')",
        "UPDATE client SET id = 'a:b'",
        "UPDATE client SET id = 'ü'",
        "UPDATE client SET id = ''",
        "UPDATE client SET application = 'Tst-App'",
        "UPDATE client SET isPublic = 2",
        "UPDATE client SET createdAt = 'yesterday'",
        "UPDATE client SET name = NULL",
        "UPDATE client SET policyURI = 'java script'",
        "UPDATE clientSecret SET digest = x'00'",
        "UPDATE clientSecret SET clientID = 'nobody'",
        "UPDATE signingKey SET algorithm = 'HS256'",
        "UPDATE signingKey SET state = 'lost'",
        "UPDATE signingKey SET privateKey = ''",
        "INSERT INTO signingKey VALUES ('other', 'ES256', 'current', 'pem', 1, NULL, NULL)",
        "INSERT INTO revocation VALUES (x'00', 'token', NULL, 1, NULL, NULL)",
        "INSERT INTO revocation VALUES (zeroblob(16), 'user', NULL, 1, NULL, NULL)",
        "INSERT INTO revocation VALUES (zeroblob(16), 'token', 5, 1, NULL, NULL)",
        "INSERT INTO revocation VALUES (zeroblob(16), 'token', NULL, 1, NULL, x'00')",
        "INSERT INTO auditEvent (at, actor, kind, detail) VALUES (1, 'cli', 'kind', 'no object')",
        "INSERT INTO auditEvent (at, actor, kind, detail) VALUES (1, 'cli', '', '{}')",
    ])
    func theSchemaRefuses(statement: String) async throws {
        try await withStore { store in
            _ = try await store.create(.fixture(secrets: [.fixture()]), audit: .fixture())
            _ = try await store.install([.fixture()], replacing: [], audit: [])
            await #expect(throws: DatabaseError.self) {
                try await store.pool.write { try $0.execute(sql: statement) }
            }
        }
    }

    @Test
    func listsAreSearchedThroughIndexes() async throws {
        try await withStore { store in
            let queries = [
                "SELECT * FROM client WHERE application = 'a' AND id > 'b' ORDER BY id LIMIT 5",
                "SELECT * FROM clientSecret WHERE clientID = 'a' ORDER BY sequence",
                "DELETE FROM revocation WHERE expiresAt < 5",
                "SELECT * FROM auditEvent WHERE sequence < 5 ORDER BY sequence DESC LIMIT 5",
            ]
            try await store.pool.write { database in
                for query in queries {
                    let plan = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(query)")
                    let steps = try plan.map { try $0.decode(String.self, forColumn: "detail") }
                    #expect(steps.allSatisfy { !$0.hasPrefix("SCAN") }, "\(query): \(steps)")
                }
            }
        }
    }

    private func digest(of text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
