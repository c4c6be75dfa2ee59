/// What is wrong with a value, and what to write instead.
struct FieldProblem: Error, Equatable {
    let message: String
    let suggestion: String?

    init(_ message: String, _ suggestion: String? = nil) {
        self.message = message
        self.suggestion = suggestion
    }
}
