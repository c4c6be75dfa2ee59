/// What to change in the file that declares an application.
struct ApplicationDiffPage: BoardPage {
    static let template = "boardApplicationDiff"

    let frame: DashboardFrame
    let name: String
    let link: String
    let path: String
    /// The unified diff; empty if nothing would change.
    let lines: [DiffLine]
    let hasDiff: Bool
    /// The whole file as it would be.
    let text: String

    init(frame: DashboardFrame, key: String, name: String, path: String, review: DraftReview) {
        self.frame = frame
        self.name = PageWords.name(name)
        link = "/applications/\(key)"
        self.path = path
        lines = DiffLine.lines(of: review.diff)
        hasDiff = !lines.isEmpty
        text = review.text
    }
}
