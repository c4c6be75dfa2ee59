import Mustache

/// Rows alone, as the page has them: what a live list sends.
struct DecisionLiveRows: Sendable {
    private static let template = "boardDecisionRows"

    let rows: [DecisionRow]

    /// The markup; nil if the template is missing, which tests keep from being seen.
    func html() -> String? {
        PageLibrary.shared.flatMap { $0.render(self, withTemplate: Self.template) }
    }
}
