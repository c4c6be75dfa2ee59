/// Compares what a preflight asks for with the `cors` of the policy.
struct PreflightExplainer {
    private let answer: PreflightAnswer
    private let question: PreflightQuestion
    private let policy: CrossOriginPolicy?

    init(_ answer: PreflightAnswer, _ question: PreflightQuestion, _ application: CompiledApplication) {
        self.answer = answer
        self.question = question
        self.policy = answer.route.map { application.routes[$0].crossOrigin } ?? application.crossOrigin
    }

    /// The origin, the method, and the headers if there are any.
    var conditions: [ExplainedCondition] {
        guard let policy else { return [] }
        let origins = policy.origins.map(\.text).joined(separator: ", ")
        let isOriginAllowed = question.origin.map { policy.match($0.span) != nil } ?? false
        var conditions = [condition("origin", origins, text(question.origin), isOriginAllowed)]
        let listed = answer.grant?.methods ?? policy.methods
        let methods = listed.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") } ?? "those of the routes"
        conditions.append(condition("method", methods, text(question.method), isMethodAllowed(policy)))
        if !question.headers.isEmpty {
            let headers = answer.grant?.headers ?? policy.headers ?? CrossOriginPolicy.usualHeaders
            conditions.append(
                condition("headers", headers.joined(separator: ", "), text(question.headers), areHeadersAllowed)
            )
        }
        return conditions
    }

    private func isMethodAllowed(_ policy: CrossOriginPolicy) -> Bool {
        answer.route != nil && (question.method.map { policy.allows(method: $0.span) } ?? false)
    }

    private var areHeadersAllowed: Bool {
        switch answer.refusal {
        case .header, .malformed: false
        case .origin, .method, nil: true
        }
    }

    private func text(_ bytes: [UInt8]?) -> String {
        bytes.map { String(decoding: $0, as: UTF8.self) } ?? "none"
    }

    private func condition(_ subject: String, _ wanted: String, _ actual: String, _ isMet: Bool) -> ExplainedCondition {
        ExplainedCondition(subject: subject, wanted: wanted, actual: actual, isMet: isMet)
    }
}
