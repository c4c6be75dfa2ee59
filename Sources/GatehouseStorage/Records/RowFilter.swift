import GRDB

/// The conditions of a list, all of which hold, with their arguments in order.
struct RowFilter {
    private var conditions: [String] = []
    private(set) var arguments = StatementArguments()

    /// One more condition, with a question mark for each argument.
    mutating func add(_ condition: String, _ arguments: [(any DatabaseValueConvertible)?] = []) {
        conditions.append(condition)
        self.arguments += StatementArguments(arguments)
    }

    /// That one of the columns contains a text in any case of ASCII letters.
    mutating func add(_ text: String?, in columns: [String]) {
        guard let text, !text.isEmpty else { return }
        // Not LIKE: its wildcards would have to be escaped, and it ends at a zero byte.
        let parts = columns.map { "instr(lower(\($0)), lower(?)) > 0" }
        add("(\(parts.joined(separator: " OR ")))", columns.map { _ in text })
    }

    /// That an instant is set, or is not.
    mutating func add(_ column: String, isSet: Bool?) {
        guard let isSet else { return }
        add("\(column) IS \(isSet ? "NOT " : "")NULL")
    }

    /// The clause, empty where everything is meant.
    var clause: String { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }
}
