import HTTPTypes
import Hummingbird

/// Says beside the field whether a short key may be chosen.
struct KeyCheckFragment: Page {
    static let template = "boardKeyCheck"

    let key: String
    /// Why it may not; nil if it may or nothing was typed yet.
    let error: String?
    let isFree: Bool
    var site: PageSite { PageSite(issuerHost: "") }

    init(key: String, problem: DraftProblem?) {
        self.key = key
        error = problem.map { [$0.message, $0.suggestion].compactMap(\.self).joined(separator: "; ") }
        isFree = !key.isEmpty && problem == nil
    }
}
