import GRDB
import GatehouseOAuth
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
        ("clientProfile", 0x8416_ac0f_335b_fa46),
        ("people", 0x124c_8249_715e_bfb6),
        ("grants", 0xdc0c_4792_4bc2_3072),
        ("devices", 0x5457_aaf7_9f2a_a3f0),
        ("requests", 0x5f97_bebe_e63c_1921),
        ("logoutDelivery", 0x4d31_0abd_f61c_ee85),
        ("rootKey", 0x3306_2c0f_a249_db65),
        ("bounds", 0x9b3c_8626_03e9_ebcd),
        ("applications", 0xb70c_e142_d58a_57cd),
        ("directory", 0x6f39_7595_59d4_9d27),
        ("quotas", 0x4945_e068_ea24_de53),
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
        "UPDATE client SET profile = '[]'",
        "INSERT INTO clientLogo VALUES ('reporting', x'')",
        "INSERT INTO clientLogo VALUES ('reporting', zeroblob(65537))",
        "INSERT INTO clientLogo VALUES ('nobody', x'00')",
        "UPDATE user SET username = 'Alice'",
        "UPDATE user SET username = 'al ice'",
        "UPDATE user SET id = 'alice'",
        "UPDATE user SET passwordHash = 'plain'",
        "UPDATE user SET attributes = '[]'",
        "UPDATE user SET assignedScope = 'tab\t'",
        "INSERT INTO recoveryCode SELECT id, zeroblob(32) FROM user",
        "INSERT INTO secondFactor SELECT id, x'', 1, NULL FROM user",
        "UPDATE session SET digest = x'00'",
        "UPDATE session SET userID = 'nobody'",
        "UPDATE authorizationGrant SET id = 'a.b'",
        "UPDATE authorizationGrant SET keptUntil = expiresAt - 1",
        "UPDATE authorizationGrant SET resources = '{}'",
        "UPDATE authorizationGrant SET userID = 'nobody'",
        "UPDATE authorizationCode SET digest = x'00'",
        "UPDATE authorizationCode SET grantID = 'other'",
        "UPDATE refreshToken SET salt = x'00'",
        "UPDATE refreshToken SET rotatedAt = 5",
        "UPDATE refreshToken SET generation = -1",
        "INSERT INTO refreshToken VALUES (zeroblob(32), 'grant', zeroblob(16), NULL, 1, 2, NULL, NULL, 1)",
        "INSERT INTO consent SELECT id, 'nobody', '', 1, 1, NULL FROM user",
        "UPDATE deviceAuthorization SET state = 'approved'",
        "UPDATE deviceAuthorization SET state = 'lost'",
        "UPDATE deviceAuthorization SET userCode = 'wdjb'",
        "UPDATE deviceAuthorization SET interval = 0",
        "INSERT INTO pushedRequest VALUES (zeroblob(32), 'nobody', x'00', 1)",
        "INSERT INTO singleUse VALUES (zeroblob(31), 'proof', 1)",
        "INSERT INTO logoutDelivery VALUES (1, 'nobody', 's', NULL, 0, 1, 1)",
        "INSERT INTO rootKey VALUES (2, 'secret')",
        "INSERT INTO rootKey VALUES (1, '')",
        "INSERT INTO application (key, document, createdAt, changedAt) VALUES ('Tst', 'x', 1, 1)",
        "INSERT INTO application (key, document, createdAt, changedAt) VALUES ('gatehouse', 'x', 1, 1)",
        "INSERT INTO application (key, document, createdAt, changedAt) VALUES ('tstapp', '', 1, 1)",
        "INSERT INTO quotaUse VALUES ('q', 'nobody', 'x', 1, 2, 3)",
        "INSERT INTO quotaUse VALUES ('q', 'client', 'x', 2, 2, 3)",
        "INSERT INTO quotaUse VALUES ('q', 'client', 'x', 1, 2, -1)",
        "INSERT INTO auditEvent (at, actor, kind, detail) VALUES (1, 'cli', 'kind', 'no object')",
        "INSERT INTO auditEvent (at, actor, kind, detail) VALUES (1, 'cli', '', '{}')",
    ])
    func theSchemaRefuses(statement: String) async throws {
        try await withStore { store in
            _ = try await store.create(.fixture(secrets: [.fixture()]), audit: .fixture())
            _ = try await store.install([.fixture()], replacing: [], audit: [])
            try await fill(store)
            await #expect(throws: DatabaseError.self) {
                try await store.pool.write { try $0.execute(sql: statement) }
            }
        }
    }

    /// Stores one row of every kind that people bring along.
    private func fill(_ store: SQLiteStore) async throws {
        _ = try await store.create(.fixture("alice"), audit: .fixture())
        try await store.begin(.fixture(), digest: SecretDigest.of("s"), ending: nil, audit: .fixture())
        _ = try await store.record(
            .fixture(),
            code: .fixture(),
            consent: nil,
            limit: 9,
            revocation: { .grant($0.id) },
            audit: []
        )
        _ = try await store.issue(from: "grant", refreshToken: .fixture(), expiresAt: 5_000, at: 1_000, audit: [])
        _ = try await store.begin(.fixture())
    }

    @Test
    func listsAreSearchedThroughIndexes() async throws {
        try await withStore { store in
            let queries = [
                "SELECT * FROM client WHERE application = 'a' AND id > 'b' ORDER BY id LIMIT 5",
                "SELECT * FROM clientSecret WHERE clientID = 'a' ORDER BY sequence",
                "DELETE FROM revocation WHERE expiresAt < 5",
                "SELECT * FROM auditEvent WHERE sequence < 5 ORDER BY sequence DESC LIMIT 5",
                "SELECT * FROM user WHERE lower(email) = 'a'",
                "SELECT * FROM user WHERE username > 'a' ORDER BY username LIMIT 5",
                "SELECT * FROM session WHERE userID = 'a' AND expiresAt > 5",
                "SELECT * FROM consent WHERE userID = 'a' ORDER BY changedAt DESC",
                "SELECT * FROM authorizationGrant WHERE userID = 'a' AND clientID = 'b' AND revokedAt IS NULL",
                "SELECT * FROM authorizationGrant WHERE userID = 'a' AND revokedAt IS NULL",
                "SELECT * FROM authorizationGrant WHERE userID = 'a' AND revokedAt IS NULL AND expiresAt >= 5",
                "SELECT DISTINCT clientID FROM authorizationGrant WHERE sessionID = 'a'",
                "UPDATE authorizationGrant SET keptUntil = 5 WHERE sessionID = 'a' AND keptUntil < 5",
                "SELECT * FROM deviceAuthorization WHERE userCode = 'a' AND state = 'pending'",
                "SELECT * FROM logoutDelivery WHERE dueAt <= 5 ORDER BY dueAt, sequence LIMIT 5",
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
