import GatehouseOAuth
import GatehousePolicy
import Testing

@testable import GatehouseStorage

@Suite("Searching the file from outside")
struct DecisionSearchTests {
    private func write(_ ids: [String], to database: DecisionDatabase) throws {
        let decisions = ids.enumerated().map { RecordedDecision.fixture(Int64($0.offset), requestID: $0.element) }
        _ = try database.write(decisions, TrafficTally(), now: RecordedDecision.start)
    }

    @Test func aRequestIsFoundWhileTheServerWrites() async throws {
        try await withDecisions { database, folder in
            try write(["0123456789abcdef", "fedcba9876543210"], to: database)
            guard case .found(let whole) = try DecisionSearch.find("0123456789abcdef", path: folder.path) else {
                Issue.record("not found")
                return
            }
            #expect(whole.requestID == "0123456789abcdef")
            try write(["aaaaaaaaaaaaaaaa"], to: database)
            #expect(try DecisionSearch.find("aaaaaaaaaaaaaaaa", path: folder.path) != .nothing)
        }
    }

    @Test func aRequestIsFoundAfterTheServerHasStopped() throws {
        let folder = try TemporaryDecisions()
        let database = DecisionDatabase(path: folder.path, logger: .none)
        try write(["0123456789abcdef"], to: database)
        database.close()
        #expect(try DecisionSearch.find("0123456789abcdef", path: folder.path) != .nothing)
    }

    @Test func theBeginningOfAnIDIsEnoughIfItIsTheOnlyOne() async throws {
        try await withDecisions { database, folder in
            try write(["0123456789abcdef", "0123456799999999", "fedcba9876543210"], to: database)
            #expect(
                try DecisionSearch.find("01234567", path: folder.path)
                    == .several(["0123456789abcdef", "0123456799999999"])
            )
            guard case .found(let decision) = try DecisionSearch.find("fedcba98", path: folder.path) else {
                Issue.record("not found")
                return
            }
            #expect(decision.requestID == "fedcba9876543210")
            #expect(try DecisionSearch.find("fedcba9", path: folder.path) == .nothing)
            #expect(try DecisionSearch.find("fedcba9900000000", path: folder.path) == .nothing)
        }
    }

    @Test func aFileThatIsNotThereIsNotMade() throws {
        let folder = try TemporaryDecisions()
        #expect(throws: StorageError.self) { try DecisionSearch.find("0123456789", path: folder.path) }
        #expect(throws: StorageError.self) { try DecisionSearch.find("0123456789", path: folder.path) }
    }
}
