import GatehouseOAuth

/// The one place where access is taken back: whatever is pasted, it finds out what that is.
struct RevokePage: BoardPage {
    static let template = "boardPeopleRevoke"

    /// Something that may be meant.
    struct Candidate: Sendable, Equatable {
        let name: String
        let detail: String
        let link: String
    }

    let frame: DashboardFrame
    /// What was typed, unless it was a token, which no page repeats.
    let typed: String
    /// Why it came back; nil if nothing was typed.
    let problem: String?
    let candidates: [Candidate]
    let hasCandidates: Bool

    init(frame: DashboardFrame, typed: String = "", problem: String? = nil, candidates: [Candidate] = []) {
        self.frame = frame
        self.typed = typed
        self.problem = problem
        self.candidates = candidates
        hasCandidates = !candidates.isEmpty
    }
}
