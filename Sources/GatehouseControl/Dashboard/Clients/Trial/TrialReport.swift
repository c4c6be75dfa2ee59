import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// What became of a trial, step by step.
struct TrialReport: Sendable, Equatable {
    struct Line: Sendable, Equatable {
        let name: String
        let value: String
    }

    /// Why no token was issued.
    var tokenProblem: String?
    /// What the token carries; nil without one.
    var scopes: String?
    /// Scopes that were asked for and did not come along.
    var leftOut: String?
    var claims: [Line] = []
    /// "GET http://api.example.test/tstapp/data/1".
    var request: String?
    /// Why no answer came.
    var sendProblem: String?
    var decision: Decision?
    /// The request was sent, and its decision has not been recorded yet.
    var isDecisionMissing = false
    var decisionHref: String?
    var status: String?
    var headers: [Line] = []
    var body: String?
    var isBodyCut = false
    var isAnswered = false
    var hasBody = false

    /// What the gate decided.
    struct Decision: Sendable, Equatable {
        let isPermit: Bool
        let title: String
        let reason: String
        let remedy: String?
        /// "200 in 12 ms".
        let outcome: String
        let conditions: [ExplainedCondition]
        let hasConditions: Bool
        /// To the client's form with what it lacks ticked; nil if that is not what is missing.
        let grant: BoardLink?

        init(_ decision: RecordedDecision, for client: ClientSummary) {
            let words = DecisionWords(decision)
            isPermit = decision.isPermit
            title = words.title
            reason = words.reasonSentence
            remedy = words.remedy
            let milliseconds = max(1, decision.duration / 1_000)
            outcome = "\(decision.status) in \(milliseconds) ms"
            conditions = decision.explanation?.conditions ?? []
            hasConditions = !conditions.isEmpty
            let lacking = (decision.explanation?.sufficientScopes ?? [])
                .filter { scope in !client.scopes.contains(where: scope.hasSameBytes) }
            let isGrant = decision.reason.hasSameBytes(as: "insufficient_scope") && client.isEditable
            grant =
                !isGrant || lacking.isEmpty
                ? nil
                : BoardLink(
                    "Give it \(lacking.joined(separator: " "))",
                    DecisionLink.scopes(lacking, forClient: client.clientID)
                )
        }
    }

    private static let mostHeaders = 60
    private static let mostClaims = 60

    /// Takes the claims from an inspection; the token itself is shown nowhere.
    mutating func take(_ token: TrialToken, asked: [String], inspection: TokenInspection?) {
        scopes = token.scope.serialized
        let missing = asked.filter { !token.scope.contains($0) }
        leftOut = missing.isEmpty ? nil : missing.joined(separator: " ")
        claims = (inspection?.claims?.object.members ?? []).prefix(Self.mostClaims)
            .map { Line(name: $0.name, value: Self.text($0.value)) }
    }

    /// Takes the gate's answer.
    mutating func take(_ answer: TrialAnswer) {
        status = String(answer.status)
        headers = answer.headers.prefix(Self.mostHeaders).map { Line(name: $0.name, value: $0.value) }
        body = answer.body.isEmpty ? nil : answer.body
        isBodyCut = answer.isBodyCut
        isAnswered = true
        hasBody = !answer.body.isEmpty
        decisionHref = answer.requestID.map { DecisionLink.decision($0) }
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: value.serialized(), as: UTF8.self)
    }
}
