import GatehouseControl
import GatehousePolicy

extension DraftProblem {
    /// A diagnostic of the compiler as a sentence beside a field; without a field it says where it is.
    init(_ diagnostic: PolicyDiagnostic, field: String? = nil) {
        let place = field == nil ? " (\(diagnostic.location))" : ""
        self.init(
            field: field ?? "",
            message: Self.sentence(Self.reworded(diagnostic.message) + place),
            suggestion: diagnostic.suggestion.map { Self.sentence(Self.reworded(suggestion: $0)) }
        )
    }

    /// A form has no keys.
    private static func reworded(_ message: String) -> String {
        let duplicate = "duplicate key "
        return message.hasPrefix(duplicate) ? "\(message.dropFirst(duplicate.count)) is there twice" : message
    }

    /// What tells of lines in a file is left out: a form has none.
    private static func reworded(suggestion: String) -> String {
        guard suggestion.hasPrefix("the other is at ") || suggestion.hasPrefix("it is on line "),
            let end = suggestion.utf8.firstRange(of: ": ".utf8)
        else { return suggestion }
        return String(suggestion[end.upperBound...])
    }

    private static func sentence(_ text: String) -> String {
        let sentence = text.capitalizingFirst
        return sentence.hasSuffix(".") || sentence.hasSuffix("?") ? sentence : sentence + "."
    }
}
