import GatehouseJOSE
import GatehousePolicy

/// Puts the results of examples into words.
enum TestText {
    static func text(_ results: [PolicyExamples.Result]) -> String {
        guard !results.isEmpty else { return "There are no examples." }
        let failures = results.count { !$0.isAsExpected }
        let summary = failures == 0 ? "All \(results.count) pass." : "\(failures) of \(results.count) fail."
        return (results.map(line) + [summary]).joined(separator: "\n")
    }

    static func json(_ results: [PolicyExamples.Result]) -> String {
        JSONObject([
            ("passed", .bool(results.allSatisfy(\.isAsExpected))),
            ("examples", .array(results.map { .object(object($0)) })),
        ])
        .text
    }

    private static func line(_ result: PolicyExamples.Result) -> String {
        let example = result.example
        guard !result.isAsExpected else { return "ok    \(example.label): \(example.expected)" }
        return "FAIL  \(example.label): expected \(example.expected), got \(result.outcome.verdict)"
            + " (\(example.location))"
    }

    private static func object(_ result: PolicyExamples.Result) -> JSONObject {
        JSONObject([
            ("example", .string(result.example.label)),
            ("file", .string(result.example.location.file)),
            ("line", .integer(Int64(result.example.location.line))),
            ("expected", .string(result.example.expected)),
            ("actual", .string(result.outcome.verdict)),
            ("passed", .bool(result.isAsExpected)),
        ])
    }
}
