/// A way to go on, as pages of the dashboard offer it.
struct BoardLink: Sendable, Equatable {
    /// What the link says.
    let text: String
    /// A path of the dashboard.
    let path: String

    init(_ text: String, _ path: String) {
        self.text = text
        self.path = path
    }
}
