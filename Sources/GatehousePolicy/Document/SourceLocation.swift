/// A place in a policy file.
package struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// The file as the reader named it.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column in characters, from 1.
    package let column: Int

    /// Makes a place; a whole file is its first character.
    package init(file: String, line: Int = 1, column: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}
