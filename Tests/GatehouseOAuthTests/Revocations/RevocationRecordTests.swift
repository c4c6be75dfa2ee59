import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Revocation records")
struct RevocationRecordTests {
    private func record(_ before: Int64?, _ expiresAt: Int64?) -> RevocationRecord {
        .client("c", revokedBefore: before, recordedAt: 1, expiresAt: expiresAt)
    }

    @Test func mergingKeepsWhatRefusesMore() {
        #expect(record(5, 10).merged(with: record(7, 9)) == record(7, 10))
        #expect(record(5, 10).merged(with: record(nil, nil)) == record(nil, nil))
        #expect(record(nil, 10).merged(with: record(5, nil)) == record(nil, nil))
    }

    @Test(arguments: Seeds.first(100))
    func mergingRefusesWhatEitherRefuses(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let times: [Int64?] = [nil, 1, 2, 3, 4]
        let first = record(times.randomElement(using: &generator) ?? nil, times.randomElement(using: &generator) ?? nil)
        let second = record(
            times.randomElement(using: &generator) ?? nil,
            times.randomElement(using: &generator) ?? nil
        )
        let merged = first.merged(with: second)
        #expect(merged == second.merged(with: first))
        for instant in Int64(0)...5 {
            #expect(
                merged.refuses(issuedAt: instant)
                    == (first.refuses(issuedAt: instant) || second.refuses(issuedAt: instant))
            )
        }
    }

    @Test func theInstantItselfIsRefusedAndTheNextSecondIsNot() {
        #expect(record(5, 10).refuses(issuedAt: 5))
        #expect(!record(5, 10).refuses(issuedAt: 6))
    }
}

@Suite("Revocations in memory")
struct LiveRevocationsTests {
    @Test func tokenGrantClientAndSubjectAllReachAToken() async throws {
        let server = try await TestServer()
        let token = try server.verified(try await server.accessToken())
        let grant = try #require(token.grantID)
        let now = TestServer.now
        for record in [
            RevocationRecord.token(token.tokenID, now: now, expiresAt: now + 9),
            .grant(grant, now: now, lifetime: 9),
            .client(token.clientID, now: now, lifetime: 9),
            .subject(token.subject, now: now, lifetime: 9),
        ] {
            let live = LiveRevocations([record])
            #expect(live.isRevoked(token))
            live.lift([record.key], leaving: [])
            #expect(!live.isRevoked(token))
        }
    }

    @Test func aTokenIssuedAfterTheInstantLives() async throws {
        let server = try await TestServer()
        let live = LiveRevocations([.client("reader", now: TestServer.now - 1, lifetime: 3600)])
        #expect(try await !live.isRevoked(server.verified(server.accessToken())))
    }

    @Test func publishingLessDoesNotWeakenWhatStands() async throws {
        let server = try await TestServer()
        let token = try server.verified(try await server.accessToken())
        let live = LiveRevocations([.client("reader", now: TestServer.now, lifetime: 3600)])
        live.publish([.client("reader", now: TestServer.now - 100, lifetime: 3600)])
        #expect(live.isRevoked(token))
    }

    @Test func expiredRecordsAreForgottenAndStandingOnesStay() {
        let live = LiveRevocations([
            .client("a", now: 1_000, lifetime: 100), .disabledClient(.fixture("b"), now: 1_000),
        ])
        live.purge(before: 1_160)
        #expect(live.count == 2)
        live.purge(before: 1_161)
        #expect(live.count == 1)
    }
}
