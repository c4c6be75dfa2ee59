import GatehousePolicy
import Logging

@testable import GatehouseStorage

/// Runs `body` on a new file.
func withDecisions(_ body: (DecisionDatabase, TemporaryDecisions) async throws -> Void) async throws {
    let folder = try TemporaryDecisions()
    let database = DecisionDatabase(path: folder.path, logger: .none)
    defer { database.close() }
    try await body(database, folder)
}

/// Where a test keeps its decisions.
final class TemporaryDecisions {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    var path: String { folder.path + "/decisions.sqlite" }
}

extension Logger {
    /// Says nothing.
    static var none: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension RecordedDecision {
    /// A permitted request of `reader` at a second after 2026-09-21T14:13:20Z.
    static func fixture(
        _ number: Int64,
        requestID: String? = nil,
        application: String? = "tstapp",
        route: String? = "GET /data/**",
        client: String? = "reader",
        subject: String? = "reader",
        reason: String = "permitted",
        status: Int = 200,
        token: TokenFacts? = nil,
        explanation: DecisionExplanation? = nil
    ) -> RecordedDecision {
        RecordedDecision(
            time: start + number * 1_000,
            requestID: requestID ?? "request-\(number)",
            peer: "127.0.0.1",
            method: "GET",
            path: "/tstapp/data/\(number)",
            application: application,
            route: route,
            client: client,
            subject: subject,
            reason: reason,
            isPermit: reason == "permitted",
            status: status,
            duration: 1_500,
            upstreamDuration: 900,
            explanation: explanation,
            token: token
        )
    }

    static let start: Int64 = 1_790_000_000_000
}

extension DecisionExplanation {
    static let fixture = DecisionExplanation(
        place: "policies/tstapp.yaml:7",
        tokenNeed: "required",
        conditions: [ExplainedCondition(subject: "token", wanted: "a valid one", actual: "one", isMet: true)],
        sufficientScopes: ["tstapp_data.read"],
        areScopesEnough: true
    )
}
