import GRDB
import GatehousePolicy
import Testing

@testable import GatehouseStorage

@Suite("Which decisions go first")
struct DecisionPruningTests {
    private let now = RecordedDecision.start

    private func anonymous(_ numbers: ClosedRange<Int64>) -> [RecordedDecision] {
        numbers.map { number in
            .fixture(
                number,
                client: nil,
                subject: nil,
                reason: "invalid_token",
                token: TokenFacts(isVerified: false, client: "victim")
            )
        }
    }

    private func verified(_ numbers: ClosedRange<Int64>) -> [RecordedDecision] {
        numbers.map { .fixture($0, token: TokenFacts(isVerified: true, client: "reader")) }
    }

    private func value(_ sql: String, in folder: TemporaryDecisions) throws -> Int {
        try DecisionOpening.reading(path: folder.path).read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    @Test func aFloodWithoutATokenLeavesVerifiedOnesHalfOfTheRows() async throws {
        try await withDecisions { database, folder in
            let stored = try database.write(verified(1...10) + anonymous(11...60), TrafficTally(), now: now)
            #expect(stored.count == 60)
            #expect(try database.pruneDecisions(rows: 20, days: 7, now: now) == 40)
            let left = try await database.decisions(DecisionFilter(), before: nil, limit: 100)
            #expect(left.map(\.sequence) == Array((51...60).reversed()) + Array((1...10).reversed()))
            // What a token that nobody vouches for said went with its decision; verified ones share theirs.
            #expect(try value("SELECT count(*) FROM fact", in: folder) == 11)
            #expect(try database.pruneDecisions(rows: 20, days: 7, now: now) == 0)
        }
    }

    @Test func aShareThatNobodyNeedsIsForTheOthers() async throws {
        try await withDecisions { database, _ in
            _ = try database.write(verified(1...3) + anonymous(4...23), TrafficTally(), now: now)
            #expect(try database.pruneDecisions(rows: 20, days: 7, now: now) == 3)
            let left = try await database.decisions(DecisionFilter(), before: nil, limit: 100)
            #expect(left.count { $0.client == nil } == 17)
            #expect(left.count { $0.client != nil } == 3)
        }
    }

    @Test func whereVerifiedOnesAreMoreThanHalfTheOldestGo() async throws {
        try await withDecisions { database, _ in
            _ = try database.write(verified(1...30) + anonymous(31...35), TrafficTally(), now: now)
            #expect(try database.pruneDecisions(rows: 20, days: 7, now: now) == 15)
            let left = try await database.decisions(DecisionFilter(), before: nil, limit: 100)
            #expect(left.map(\.sequence) == Array((16...35).reversed()))
        }
    }

    @Test func aStepOfAFloodIsBounded() async throws {
        try await withDecisions { database, folder in
            _ = try database.write(verified(1...5) + anonymous(6...2_505), TrafficTally(), now: now)
            var steps: [Int] = []
            for _ in 0..<4 { steps.append(try database.pruneDecisions(rows: 10, days: 7, now: now)) }
            #expect(steps == [1_000, 1_000, 495, 0])
            #expect(try value("SELECT count FROM decisionCount WHERE isAnonymous = 0", in: folder) == 5)
            #expect(try value("SELECT count FROM decisionCount WHERE isAnonymous = 1", in: folder) == 5)
        }
    }

    @Test func theOldestGoByAgeAcrossGaps() async throws {
        try await withDecisions { database, _ in
            let day: Int64 = 86_400_000
            _ = try database.write(verified(1...2) + anonymous(3...2_002), TrafficTally(), now: now)
            for _ in 0..<3 { _ = try database.pruneDecisions(rows: 4, days: 7, now: now) }
            _ = try database.write(verified(2_003...2_003), TrafficTally(), now: now + 5 * day)
            #expect(try database.pruneDecisions(rows: 10, days: 7, now: now + 8 * day) == 4)
            #expect(try await database.decisions(DecisionFilter(), before: nil, limit: 9).map(\.sequence) == [2_003])
        }
    }

    @Test func theOldestGoWhenTheFileIsTooLarge() async throws {
        try await withDecisions { database, folder in
            _ = try database.write(verified(1...3_000), TrafficTally(), now: now)
            let size =
                "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, "
                + "pragma_freelist_count, pragma_page_size"
            let full = Int64(try value(size, in: folder))
            #expect(try database.pruneDecisions(rows: 10_000, days: 7, bytes: full, now: now) == 0)
            let limit = full / 2
            var removed = 0
            while Int64(try value(size, in: folder)) > limit, removed < 3_000 {
                let step = try database.pruneDecisions(rows: 10_000, days: 7, bytes: limit, now: now)
                #expect(step == 1_000)
                removed += step
            }
            #expect(removed == 2_000)
            #expect(try database.pruneDecisions(rows: 10_000, days: 7, bytes: limit, now: now) == 0)
            let left = try await database.decisions(DecisionFilter(), before: nil, limit: 1_000)
            #expect(left.last?.sequence == 2_001)
            #expect(DecisionDatabase.maximumBytes == 2_147_483_648)
        }
    }

    @Test func whatNobodyVouchesForIsNotRemembered() async throws {
        try await withDecisions { database, folder in
            _ = try database.write(anonymous(1...3) + verified(4...6), TrafficTally(), now: now)
            #expect(try value("SELECT count(*) FROM fact", in: folder) == 4)
        }
    }

    @Test func rememberedFactsAreBoundedInBytes() throws {
        let queue = try DatabaseQueue()
        try DecisionSchema.migrator.migrate(queue)
        try queue.write { database in
            var facts = FactCache()
            facts.prepare(upTo: 1)
            let long = String(repeating: "a", count: 1 << 20)
            var ids: [Int64] = []
            for number in 0..<10 {
                let token = TokenFacts(isVerified: true, client: "\(number)", audience: [long])
                ids.append(try facts.id(of: .token(token), in: database))
                #expect(try facts.id(of: .token(token), in: database) == ids.last)
                #expect(facts.bytes <= FactCache.byteCapacity)
            }
            #expect(ids == Array(1...10))
        }
    }
}
