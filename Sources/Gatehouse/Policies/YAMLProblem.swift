import GatehousePolicy
import Yams

/// Says in our words what the YAML parser found wrong.
enum YAMLProblem {
    static func diagnostic(_ error: any Error, _ source: YAMLSource, _ file: String) -> PolicyDiagnostic {
        guard let error = error as? YamlError else { return problem("\(error)", nil, source, file) }
        switch error {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _):
            return problem(text, YAMLPlace(mark), source, file)
        case .composer(_, let text, let mark, _):
            return composition(text, YAMLPlace(mark), source, file)
        case .reader(let text, let offset, _, let yaml):
            return problem(text, offset.map { place($0, yaml) }, source, file)
        case .duplicatedKeysInMapping(let keys, let context):
            return problem("duplicate keys \(keys.joined(separator: ", "))", YAMLPlace(context.mark), source, file)
        default:
            return problem("\(error)", nil, source, file)
        }
    }

    private static func composition(
        _ text: String,
        _ place: YAMLPlace,
        _ source: YAMLSource,
        _ file: String
    ) -> PolicyDiagnostic {
        let place = source.original(place)
        let location = SourceLocation(file: file, line: place.line, column: place.column)
        if text.contains("alias") {
            let message = "an alias is refused: a policy means what it shows"
            return PolicyDiagnostic(.error, at: location, message, suggestion: "write the value itself")
        }
        return PolicyDiagnostic(
            .error,
            at: location,
            "the file has a second document",
            suggestion: "write one application a file, without '---' between"
        )
    }

    private static func problem(
        _ text: String,
        _ place: YAMLPlace?,
        _ source: YAMLSource,
        _ file: String
    ) -> PolicyDiagnostic {
        let place = place.map(source.original(_:)) ?? YAMLPlace(line: 1, column: 1)
        return PolicyDiagnostic(
            .error,
            at: SourceLocation(file: file, line: place.line, column: place.column),
            "this is not YAML: \(text)",
            suggestion: suggestion(for: text)
        )
    }

    private static func suggestion(for text: String) -> String? {
        if text.contains("mapping values are not allowed") { return "put a value that has ': ' in it in quotes" }
        if text.contains("cannot start any token") { return "indent with spaces, and quote a value that begins so" }
        if text.contains("expected key") || text.contains("expected ':'") { return "check the indentation" }
        if text.contains("control characters") { return "remove the character" }
        return nil
    }

    /// The parser counts characters there.
    private static func place(_ offset: Int, _ yaml: String) -> YAMLPlace {
        let before = yaml.prefix(offset)
        let line = before.count { $0.isNewline } + 1
        let column = before.reversed().prefix { !$0.isNewline }.count + 1
        return YAMLPlace(line: line, column: column)
    }
}

extension YAMLPlace {
    init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }
}
