import GatehousePolicy
import GatehouseProxy
import Testing

@testable import Gatehouse

@Suite("Who records what of a WebSocket", .timeLimit(.minutes(1)))
struct AccessRecordersTests {
    private func record(_ part: AccessRecord.Part) throws -> AccessRecord {
        var record = try RecordFixture().record()
        record.part = part
        record.status = 101
        return record
    }

    @Test func theDecisionComesWithItsOpeningAndTheLineWithItsEnd() async throws {
        let fixture = try RecorderFixture()
        let log = try #require(try AccessLog(.file(fixture.folder.file("access.log"))))
        let recorders = AccessRecorders(decisions: fixture.recorder, accessLog: log)
        let id = "00000000000000010000000000000002"

        recorders.record([try record(.opening)])
        await fixture.recorder.flush()
        #expect(try await fixture.recorder.decision(requestID: id)?.status == 101)

        recorders.record([try record(.ending)])
        await log.close()
        #expect(try fixture.folder.read("access.log").split(separator: "\n").count == 1)
        await fixture.recorder.close()
    }
}
