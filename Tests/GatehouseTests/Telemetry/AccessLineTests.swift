import GatehouseJOSE
import Testing

@testable import Gatehouse
@testable import GatehouseProxy

struct AccessLineTests {
    @Test func aPermittedRequestIsOneLineWithEverythingAboutIt() {
        #expect(
            line(.fixture()) == """
                {"time":"2026-09-21T14:13:20.123Z","request_id":"00000000000000010000000000000002",\
                "peer":"127.0.0.1","method":"GET","path":"/tstapp/data/1","application":"tstapp",\
                "route":"GET /data/**","client":"reader","subject_kind":"client","decision":"permit","status":200,\
                "request_bytes":0,"response_bytes":42,"duration_ms":1.500,"upstream_ms":1.007}\n
                """
        )
    }

    @Test func aRefusalSaysWhy() {
        var record = AccessRecord.fixture(reason: .insufficientScope, status: 403)
        record.upstreamDuration = nil
        #expect(line(record).contains(#""decision":"deny","reason":"insufficient_scope","status":403"#))
        #expect(!line(record).contains("upstream_ms"))
    }

    @Test func peopleAreNamedAndClientsAreNotNamedTwice() {
        var record = AccessRecord.fixture()
        record.subject = "5f0c"
        #expect(line(record).contains(#""client":"reader","subject_kind":"user","subject":"5f0c""#))
    }

    @Test func whatACallerSentCannotBreakALine() throws {
        var record = AccessRecord.fixture()
        record.method = "GE\"T"
        record.path = "/a\nb\u{7F}\\"
        let line = line(record)
        #expect(line.filter { $0 == "\n" }.count == 1)
        let object = try JSONParser.parse(String(line.dropLast())).object
        #expect(object?["path"] == .string("/a\nb\u{7F}\\"))
        #expect(object?["method"] == .string("GE\"T"))
    }

    @Test func theAccessLogWritesOneLineARequest() async throws {
        let folder = try TemporaryFolder()
        let log = try #require(try AccessLog(.file(folder.file("access.log"))))
        log.record([.fixture(), .fixture(reason: .noRoute, status: 404)])
        await log.close()
        let lines = try folder.read("access.log").split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.last?.contains(#""status":404"#) == true)
    }

    @Test func theAccessLogCanBeOff() throws {
        #expect(try AccessLog(.off) == nil)
    }

    private func line(_ record: AccessRecord) -> String {
        var bytes: [UInt8] = []
        AccessLine.append(record, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension AccessRecord {
    fileprivate static func fixture(reason: DecisionReason = .permitted, status: Int = 200) -> AccessRecord {
        AccessRecord(
            requestID: RequestIdentifier(high: 1, low: 2),
            time: 1_790_000_000_123,
            peer: "127.0.0.1",
            method: "GET",
            path: "/tstapp/data/1",
            application: "tstapp",
            route: "GET /data/**",
            client: "reader",
            subject: "reader",
            reason: reason,
            status: status,
            requestBytes: 0,
            responseBytes: 42,
            duration: 1_500,
            upstreamDuration: 1_007
        )
    }
}
