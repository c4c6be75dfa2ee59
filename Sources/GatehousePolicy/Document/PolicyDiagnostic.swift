/// Something that is wrong in a policy file, with its place and what to write instead.
package struct PolicyDiagnostic: Error, Sendable, Equatable, CustomStringConvertible {
    /// How bad it is.
    package enum Severity: String, Sendable {
        /// The policy does not count.
        case error
        /// The policy counts, but hardly does what was meant.
        case warning
    }

    /// How bad it is.
    package let severity: Severity
    /// Where it is.
    package let location: SourceLocation
    /// What is wrong.
    package let message: String
    /// What to write instead.
    package let suggestion: String?

    /// Makes a diagnostic.
    package init(_ severity: Severity, at location: SourceLocation, _ message: String, suggestion: String? = nil) {
        self.severity = severity
        self.location = location
        self.message = message
        self.suggestion = suggestion
    }

    /// The file.
    package var file: String { location.file }
    /// The line, from 1.
    package var line: Int { location.line }
    /// The column, from 1.
    package var column: Int { location.column }

    package var description: String {
        "\(location): \(severity.rawValue): \(message)" + (suggestion.map { "; \($0)" } ?? "")
    }
}
