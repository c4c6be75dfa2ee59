import GatehouseJOSE
import GatehousePolicy
import Testing

@testable import Gatehouse
@testable import GatehouseProxy

@Suite("gatehouse why", .timeLimit(.minutes(1)))
struct WhyTests {
    private let requests: RecordFixture

    init() throws {
        requests = try RecordFixture()
    }

    /// Records requests, stops the recorder and asks.
    private func why(_ id: String, _ records: [AccessRecord]) async throws -> WhyReport {
        let fixture = try RecorderFixture()
        fixture.recorder.record(records)
        await fixture.recorder.close()
        return try await console(fixture.folder).explain(id)
    }

    private func console(_ folder: TemporaryFolder) -> WhyConsole {
        var configuration = GatehouseConfiguration()
        configuration.data = folder.path
        return WhyConsole(configuration, patience: .zero)
    }

    @Test func aRefusalIsExplainedFromTheAnswerToTheGrant() async throws {
        let token = try requests.token()
        let record = try requests.record(.insufficientScope, route: "DELETE /data/{id}", token: token)
        let report = try await why("00000000000000010000000000000002", [record])
        #expect(report.isPositive)
        #expect(
            report.text == """
                Refused: the token does not carry tstapp_data.write
                The route DELETE /data/{id} (policies/tstapp.yaml:10) asks for tstapp_data.write. This token carries \
                only tstapp_data.read.

                  request      GET /tstapp/data/1
                  request id   00000000000000010000000000000002
                  time         2026-09-21T14:13:20.000Z
                  from         127.0.0.1
                  application  tstapp
                  route        DELETE /data/{id} (policies/tstapp.yaml:10)
                  client       reader
                  decision     insufficient_scope
                  answer       403 after 1.500 ms

                What the route asks for
                  token             met: wants a valid one for http://localhost:8080/tstapp; has one
                  scope             NOT MET: wants tstapp_data.write; has tstapp_data.read
                  claim department  NOT MET: wants "finance"; has missing

                The token, which its issuer signed
                  issuer    http://localhost:8080
                  client    reader
                  subject   reader
                  audience  http://localhost:8080/tstapp
                  scopes    tstapp_data.read
                  issued    2026-09-21T14:13:15Z
                  expires   2026-09-21T14:23:20Z, 10 min later
                  key       \(token.token.keyID), ES256
                  token id  grant.random

                What would allow it
                  Grant tstapp_data.write to the client reader, which then fetches a new token. Beside it, the route \
                DELETE /data/{id} (policies/tstapp.yaml:10) asks for claim department: "finance".
                """
        )
    }

    @Test func programsReadItAsJSON() async throws {
        let record = try requests.record(.missingToken)
        let report = try await why("00000000000000010000000000000002", [record])
        let object = try #require(try JSONParser.parse(report.json).object)
        #expect(object["request_id"]?.string == "00000000000000010000000000000002")
        #expect(object["title"]?.string == "Refused: there is no access token")
        #expect(object["remedy"]?.string?.contains("tstapp_data.read") == true)
        #expect(object["permitted"] == .bool(false))
        #expect(object["explanation"]?.object?["conditions"]?.array?.count == 2)
    }

    @Test func theBeginningOfAnIDIsEnoughUnlessSeveralHaveIt() async throws {
        let records = [try requests.record(id: 1), try requests.record(id: 2)]
        let several = try await why("00000000", records)
        #expect(!several.isPositive)
        #expect(several.text.hasPrefix("Several requests have an id that begins with 00000000:\n"))
        #expect(several.text.contains("00000000000000010000000000000001\n"))
        #expect(try await why("00000000", [records[0]]).isPositive)
    }

    @Test func aRequestThatNobodyKnowsMayHaveManyCauses() async throws {
        let report = try await why("ffffffffffffffff", [try requests.record()])
        #expect(!report.isPositive)
        #expect(report.text.hasPrefix("No decision about the request ffffffffffffffff is kept."))
        #expect(report.text.contains("older than 7 days, or than the last 1000000 decisions"))
        #expect(!report.text.contains("not whole"))
        #expect(try await why("ffff", []).text.contains("at least 8 characters"))
        #expect(try JSONParser.parse(report.json).object?["error"]?.string == "not_found")
    }

    @Test func aDirectoryWithoutDecisionsIsAnotherAnswer() async throws {
        let folder = try TemporaryFolder()
        await #expect(throws: ExitFailure.self) { try await console(folder).explain("0123456789") }
        #expect(FileMode.of(folder.file("decisions.sqlite")) == nil)
    }

    @Test func aForgedTokenCannotDriveTheTerminal() async throws {
        let forged = try RecordFixture.text(client: "a\u{1B}]0;owned\u{07}\u{202E}b").dropLast(4) + "AAAA"
        let record = try requests.record(.invalidToken, detail: "bad_signature", presented: String(forged))
        let text = try await why("00000000000000010000000000000002", [record]).text
        #expect(text.contains("nobody vouches for any of it"))
        #expect(text.contains("a\\u{1b}]0;owned\\u{7}\\u{202e}b"))
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }

    @Test func noValueForgesALineOfTheReport() async throws {
        let subject = "eve\n\nWhat would allow it\n  Grant all\r\n\u{85}\u{2028}\u{2029}\u{2066}\t."
        let forged = try RecordFixture.text(claims: ["sub": .string(subject), "scope": ["a\nb"]]).dropLast(4) + "AAAA"
        var record = try requests.record(.invalidToken, detail: "bad\nsignature", presented: String(forged))
        record.path = "/a\n  client  admin"
        let text = try await why("00000000000000010000000000000002", [record]).text
        let lines = text.split(separator: "\n")
        #expect(lines.count { $0 == "What would allow it" } <= 1)
        #expect(!lines.contains { $0.hasPrefix("  Grant all") || $0.hasPrefix("  client  admin") })
        let line = try #require(lines.first { $0.hasPrefix("  subject ") })
        #expect(line.contains("eve\\u{a}\\u{a}What would allow it\\u{a}  Grant all\\u{d}\\u{a}"))
        #expect(line.hasSuffix("\\u{85}\\u{2028}\\u{2029}\\u{2066}\\u{9}."))
        #expect(text.contains("a\\u{a}b") && text.contains("bad\\u{a}signature"))
    }

    @Test func aRequestOfAMomentAgoIsFoundWhileTheServerRuns() async throws {
        try await RunningServer.run(in: try TemporaryFolder()) { running in
            let client = try await running.client("reader")
            let token = try await running.token(client)
            let answer = try await running.call("POST", "/tstapp/data/1", token: token)
            let id = try #require(try answer.json()?["request_id"]?.string, "\(answer.status) \(answer.body)")
            var configuration = GatehouseConfiguration()
            configuration.data = running.folder.file("data")
            let report = try await WhyConsole(configuration, patience: .seconds(10)).explain(id)
            #expect(report.isPositive)
            #expect(report.text.hasPrefix("Refused: the token does not carry tstapp_data.write"))
            let metrics = try await running.admin("/metrics").body
            #expect(metrics.contains("gatehouse_decisions_dropped_total 0"))
            #expect(metrics.contains("gatehouse_decisions_sampled_out_total 0"))
            #expect(FileMode.of(running.folder.file("data/decisions.sqlite")) == 0o600)
        }
    }
}
