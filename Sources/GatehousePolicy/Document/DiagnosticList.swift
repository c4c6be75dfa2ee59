/// Collects everything that is wrong, so that all of it is reported at once.
struct DiagnosticList {
    private(set) var all: [PolicyDiagnostic] = []

    var hasErrors: Bool { all.contains { $0.severity == .error } }

    mutating func error(_ message: String, at location: SourceLocation, _ suggestion: String? = nil) {
        all.append(PolicyDiagnostic(.error, at: location, message, suggestion: suggestion))
    }

    mutating func warn(_ message: String, at location: SourceLocation, _ suggestion: String? = nil) {
        all.append(PolicyDiagnostic(.warning, at: location, message, suggestion: suggestion))
    }

    mutating func append(contentsOf other: DiagnosticList) {
        all.append(contentsOf: other.all)
    }

    /// In the order of the files and, within one, of the lines.
    func sorted(byFiles files: [String]) -> [PolicyDiagnostic] {
        let rank = Dictionary(files.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return all.enumerated()
            .sorted { one, other in
                let places = [one, other]
                    .map { item in
                        (rank[item.element.file] ?? files.count, item.element.line, item.element.column, item.offset)
                    }
                return places[0] < places[1]
            }
            .map(\.element)
    }
}
