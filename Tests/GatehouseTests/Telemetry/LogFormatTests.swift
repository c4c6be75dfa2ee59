import Logging
import Testing

@testable import Gatehouse

struct LogFormatTests {
    @Test func humanLinesNameLevelMessageAndFacts() async throws {
        #expect(try await logged(.human).hasSuffix(" notice  policy reloaded  gatehouse.generation=7\n"))
    }

    @Test func jsonLinesAreObjects() async throws {
        let line = try await logged(.json)
        #expect(line.hasPrefix(#"{"time":""#))
        #expect(line.hasSuffix(#""level":"notice","message":"policy reloaded","gatehouse.generation":"7"}"# + "\n"))
    }

    @Test func aValueCannotForgeALine() {
        var bytes: [UInt8] = []
        let line = LogLine(time: WallTime(seconds: 0), level: .error, message: "m", facts: [("k", "a\nb\u{1B}[2J")])
        LogFormat.human.append(line, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "1970-01-01T00:00:00.000Z error   m  k=a?b?[2J\n")
    }

    private func logged(_ format: LogFormat) async throws -> String {
        let folder = try TemporaryFolder()
        var configuration = LogConfiguration()
        configuration.format = format
        let log = try ServerLog(configuration, to: .file(folder.file("log")))
        log.logger.debug("not at this level")
        log.logger.notice("policy reloaded", metadata: ["gatehouse.generation": "7"])
        await log.close()
        return try folder.read("log")
    }
}
