import FoundationEssentials
import GatehouseOAuth

/// A failure as the admin API tells it (RFC 9457).
struct AdminProblem: Decodable {
    struct Field: Decodable {
        let field: String
        let message: String
        let suggestion: String?
    }

    /// A stable word.
    let error: String?
    /// A sentence for people.
    let detail: String?
    let suggestion: String?
    let problems: [Field]?
}

extension AdminSocketError {
    /// What an answer with a status that is no success comes to.
    init(status: Int, body: Data) {
        guard let problem = try? JSONDecoder().decode(AdminProblem.self, from: body) else {
            self = status == 404 ? .unknownCommand : .broken("HTTP status \(status)")
            return
        }
        self.init(status: status, problem)
    }

    private init(status: Int, _ problem: AdminProblem) {
        switch (status, problem.error, problem.detail) {
        case (413, _, _):
            self = .failed("The command is larger than 1 MiB.")
        case (400, _, _), (405, _, _), (415, _, _), (428, _, _), (404, "not_found", _):
            // No command of this version is asked for in a way that this version's server cannot read.
            self = .unknownCommand
        case (404, _, let detail?), (409, _, let detail?), (412, _, let detail?), (422, _, let detail?),
            (503, AdminRefusal.Code.busy.rawValue, let detail?):
            self = .refused(problem.sentence(detail), suggestion: problem.suggestion)
        case (500..., _, let detail?):
            self = .failed(detail)
        default:
            self = .broken("HTTP status \(status)")
        }
    }
}

extension AdminProblem {
    /// The detail, unless it only counts what is wrong; then all of that, each with its place.
    fileprivate func sentence(_ detail: String) -> String {
        guard let problems, !problems.isEmpty, !problems.contains(where: { $0.message == detail }) else {
            return detail
        }
        let lines = problems.map { problem in
            (problem.field.isEmpty ? "" : problem.field + ": ") + problem.message
                + (problem.suggestion.map { " " + $0 } ?? "")
        }
        return lines.joined(separator: "\n")
    }
}
