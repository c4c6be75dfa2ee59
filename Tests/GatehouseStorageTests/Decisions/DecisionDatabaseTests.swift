import Foundation
import GRDB
import GatehouseOAuth
import GatehousePolicy
import Testing

@testable import GatehouseStorage

@Suite("Decisions in their file")
struct DecisionDatabaseTests {
    @Test func aDecisionComesBackAsItWasWritten() async throws {
        try await withDecisions { database, _ in
            let token = TokenFacts(isVerified: true, client: "reader", scopes: ["a"], claims: ["department": "\"x\""])
            let decision = RecordedDecision.fixture(1, token: token, explanation: .fixture)
            let stored = try database.write([decision], TrafficTally(), now: RecordedDecision.start)
            #expect(stored.map(\.sequence) == [1])
            var expected = decision
            expected.sequence = 1
            #expect(try await database.decision(requestID: "request-1") == expected)
            #expect(try await database.decision(requestID: "request-2") == nil)
        }
    }

    @Test func ofSeveralRequestsWithOneIDTheNewestIsFound() async throws {
        try await withDecisions { database, _ in
            let both = [RecordedDecision.fixture(1, requestID: "same"), .fixture(2, requestID: "same")]
            _ = try database.write(both, TrafficTally(), now: RecordedDecision.start)
            #expect(try await database.decision(requestID: "same")?.path == "/tstapp/data/2")
        }
    }

    @Test func decisionsShareTheFactsOfTheirToken() async throws {
        try await withDecisions { database, folder in
            let token = TokenFacts(isVerified: true, client: "reader")
            let decisions = (1...50).map { RecordedDecision.fixture($0, token: token, explanation: .fixture) }
            _ = try database.write(Array(decisions.prefix(25)), TrafficTally(), now: RecordedDecision.start)
            _ = try database.write(Array(decisions.suffix(25)), TrafficTally(), now: RecordedDecision.start)
            #expect(try count("fact", in: folder) == 2)
        }
    }

    @Test func pagesFollowOneAnotherNewestFirst() async throws {
        try await withDecisions { database, _ in
            _ = try database.write((1...25).map { .fixture($0) }, TrafficTally(), now: RecordedDecision.start)
            let first = try await database.decisions(DecisionFilter(), before: nil, limit: 10)
            #expect(first.map(\.sequence) == Array((16...25).reversed()))
            let second = try await database.decisions(DecisionFilter(), before: 16, limit: 10)
            #expect(second.map(\.sequence) == Array((6...15).reversed()))
            #expect(try await database.decisions(DecisionFilter(), before: 1, limit: 10).isEmpty)
            #expect(try await database.decisions(DecisionFilter(), before: nil, limit: 0).isEmpty)
        }
    }

    /// Every combination of wanted values finds what going over all of them by hand finds.
    @Test func everyFilterFindsWhatItAdmits() async throws {
        try await withDecisions { database, _ in
            let all = (1...120).map { number in mixed(number) }
            for decision in all { _ = try database.write([decision], TrafficTally(), now: decision.time + 5) }
            for bits in 0..<256 {
                let filter = filter(bits)
                let found = try await database.decisions(filter, before: 101, limit: 20)
                let expected = all.enumerated().reversed()
                    .filter { $0.offset + 1 < 101 && filter.admits($0.element) }
                    .prefix(20)
                    .map { Int64($0.offset + 1) }
                #expect(found.map(\.sequence) == expected, "\(filter)")
            }
        }
    }

    private func filter(_ bits: Int) -> DecisionFilter {
        DecisionFilter(
            application: bits & 1 > 0 ? "tstapp" : nil,
            route: bits & 2 > 0 ? "GET /data/**" : nil,
            client: bits & 4 > 0 ? "reader" : nil,
            subject: bits & 8 > 0 ? "alice" : nil,
            reason: bits & 16 > 0 ? "insufficient_scope" : nil,
            isPermit: bits & 32 > 0 ? bits & 64 > 0 : nil,
            status: bits & 128 > 0 ? 403 : nil,
            since: bits % 3 == 0 ? RecordedDecision.start + 20_000 : nil,
            until: bits % 5 == 0 ? RecordedDecision.start + 90_000 : nil
        )
    }

    @Test func aFilterUsesAnIndexInTheOrderOfSequences() async throws {
        try await withDecisions { database, folder in
            _ = try database.write([.fixture(1)], TrafficTally(), now: RecordedDecision.start)
            let plan = try explain(
                """
                SELECT sequence FROM decision INDEXED BY decisionByClient WHERE client = 'a' AND isPermit = 0 \
                UNION ALL SELECT sequence FROM decision INDEXED BY decisionByClient \
                WHERE client = 'a' AND isPermit = 1 ORDER BY 1 DESC
                """,
                in: folder
            )
            #expect(plan.contains("MERGE (UNION ALL)"))
            #expect(!plan.contains("TEMP B-TREE"))
        }
    }

    @Test func theOldestGoWhenThereAreTooMany() async throws {
        try await withDecisions { database, folder in
            _ = try database.write((1...30).map { .fixture($0) }, TrafficTally(), now: RecordedDecision.start)
            #expect(try database.pruneDecisions(rows: 10, days: 7, now: RecordedDecision.start) == 20)
            #expect(try database.pruneDecisions(rows: 10, days: 7, now: RecordedDecision.start) == 0)
            let left = try await database.decisions(DecisionFilter(), before: nil, limit: 100)
            #expect(left.map(\.sequence) == Array((21...30).reversed()))
            #expect(try count("decision", in: folder) == 10)
        }
    }

    @Test func theOldestGoByAge() async throws {
        try await withDecisions { database, _ in
            let day: Int64 = 86_400_000
            let start = RecordedDecision.start
            _ = try database.write([.fixture(1), .fixture(2)], TrafficTally(), now: start)
            _ = try database.write([.fixture(3)], TrafficTally(), now: start + 3 * day)
            #expect(try database.pruneDecisions(rows: 10, days: 7, now: start + 8 * day) == 2)
            #expect(try await database.decisions(DecisionFilter(), before: nil, limit: 9).map(\.sequence) == [3])
        }
    }

    @Test func aStepIsBoundedAndFactsGoWithTheirDecisions() async throws {
        try await withDecisions { database, folder in
            let step = DecisionPruning.stepLimit
            let first = TokenFacts(isVerified: true, client: "first")
            _ = try database.write([.fixture(1, token: first)], TrafficTally(), now: RecordedDecision.start)
            // Far enough for another generation of facts.
            for batch in 0..<3 {
                let range = Int64(batch) * 8_000..<Int64(batch + 1) * 8_000
                let decisions = range.map { RecordedDecision.fixture($0, explanation: .fixture) }
                _ = try database.write(decisions, TrafficTally(), now: RecordedDecision.start)
            }
            #expect(try count("fact", in: folder) == 3)
            var steps: [Int] = []
            while let removed = try? database.pruneDecisions(rows: 1, days: 7, now: RecordedDecision.start), removed > 0
            {
                steps.append(removed)
            }
            #expect(steps.allSatisfy { $0 <= Int(step) })
            #expect(steps.reduce(0, +) == 24_000)
            #expect(try count("fact", in: folder) == 1)
            let last = try await database.decisions(DecisionFilter(), before: nil, limit: 9)
            #expect(last.first?.explanation == .fixture)
        }
    }

    @Test func keepingNoneRemovesAll() async throws {
        try await withDecisions { database, _ in
            _ = try database.write([.fixture(1)], TrafficTally(), now: RecordedDecision.start)
            #expect(try database.pruneDecisions(rows: 0, days: 7, now: RecordedDecision.start) == 1)
            let stored = try database.write([.fixture(2)], TrafficTally(), now: RecordedDecision.start)
            // A sequence never comes twice: somebody may hold it as a place in a list.
            #expect(stored.map(\.sequence) == [2])
        }
    }

    @Test func aDamagedFileIsPutAsideAndBegunAnew() async throws {
        let folder = try TemporaryDecisions()
        try Data("this is no database, but long enough to be taken for one".utf8)
            .write(to: URL(filePath: folder.path))
        let database = DecisionDatabase(path: folder.path, logger: .none)
        defer { database.close() }
        _ = try database.write([.fixture(1)], TrafficTally(), now: RecordedDecision.start)
        #expect(try await database.decision(requestID: "request-1") != nil)
        #expect(FileManager.default.fileExists(atPath: folder.path + ".damaged"))
    }

    @Test func anotherProgramsDatabaseIsPutAsideToo() async throws {
        let folder = try TemporaryDecisions()
        let other = try DatabaseQueue(path: folder.path)
        try await other.write { try $0.execute(sql: "CREATE TABLE other (x)") }
        try other.close()
        let database = DecisionDatabase(path: folder.path, logger: .none)
        defer { database.close() }
        _ = try database.write([.fixture(1)], TrafficTally(), now: RecordedDecision.start)
        #expect(FileManager.default.fileExists(atPath: folder.path + ".damaged"))
    }

    @Test func aFileThatCannotBeMadeIsTriedAgainLater() throws {
        let folder = try TemporaryDecisions()
        let missing = folder.path + "-folder"
        let database = DecisionDatabase(path: missing + "/decisions.sqlite", logger: .none)
        defer { database.close() }
        let start = RecordedDecision.start
        #expect(throws: StorageError.self) { try database.write([.fixture(1)], TrafficTally(), now: start) }
        try FileManager.default.createDirectory(atPath: missing, withIntermediateDirectories: false)
        // Not at every write.
        #expect(throws: StorageError.self) { try database.write([.fixture(1)], TrafficTally(), now: start + 1) }
        #expect(try database.write([.fixture(1)], TrafficTally(), now: start + 10_001).count == 1)
    }

    @Test func theFileIsForItsOwnerAlone() async throws {
        try await withDecisions { database, folder in
            _ = try database.write([.fixture(1)], TrafficTally(), now: RecordedDecision.start)
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
        }
    }

    private func mixed(_ number: Int64) -> RecordedDecision {
        .fixture(
            number,
            application: number % 7 == 0 ? nil : number % 3 == 0 ? "other" : "tstapp",
            route: number % 4 == 0 ? nil : "GET /data/**",
            client: number % 5 == 0 ? nil : number % 2 == 0 ? "reader" : "writer",
            subject: number % 3 == 1 ? "alice" : nil,
            reason: number % 4 == 1 ? "permitted" : number % 4 == 2 ? "insufficient_scope" : "no_route",
            status: number % 4 == 2 ? 403 : 200
        )
    }

    private func count(_ table: String, in folder: TemporaryDecisions) throws -> Int {
        let queue = try DecisionOpening.reading(path: folder.path)
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    private func explain(_ sql: String, in folder: TemporaryDecisions) throws -> String {
        let queue = try DecisionOpening.reading(path: folder.path)
        return try queue.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql)
                .map { $0["detail"] as String }
                .joined(separator: "\n")
        }
    }
}
