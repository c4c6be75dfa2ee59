/// A word with how often it was the case.
package struct NamedCount: Sendable, Equatable {
    /// The word.
    package var name: String
    /// How often.
    package var count: Int64

    /// Takes a word with its number.
    package init(name: String, count: Int64) {
        self.name = name
        self.count = count
    }
}
