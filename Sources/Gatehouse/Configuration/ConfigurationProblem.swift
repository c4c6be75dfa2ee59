/// Says what is wrong with one setting, where it was set, and what to write instead.
package struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
    /// Where it was set: a flag, an environment variable, or file, line and column.
    package let origin: String
    /// What is wrong.
    package let message: String
    /// What to write instead.
    package let suggestion: String?

    /// Creates a problem.
    package init(_ origin: String, _ message: String, suggestion: String? = nil) {
        self.origin = origin
        self.message = message
        self.suggestion = suggestion
    }

    /// The problem in one line.
    package var description: String {
        "\(origin): error: \(message)" + (suggestion.map { "; \($0)" } ?? "")
    }
}

/// Reports all problems of a configuration at once.
package struct ConfigurationError: Error, Sendable, Equatable {
    /// At least one.
    package let problems: [ConfigurationProblem]

    /// Creates an error.
    package init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    /// How a command ends because of it.
    package var failure: ExitFailure {
        ExitFailure(.wrongUse, problems.map(\.description).joined(separator: "\n"))
    }
}
