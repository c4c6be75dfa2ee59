/// Finds what a misspelt word was probably meant to be.
package enum Suggestion {
    /// `did you mean 'x'?`, if a candidate is near enough.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        best(for: word, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// The nearest candidate, if it is near enough: about a third of the letters may differ, besides case and hyphens.
    package static func best(for word: String, among candidates: [String]) -> String? {
        guard word.utf8.count <= 100 else { return nil }
        let limit = max(1, min(4, word.utf8.count / 3))
        let given = normalized(word)
        let ranked = candidates.map { (name: $0, distance: distance(given, normalized($0))) }
        return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.name
    }

    private static func normalized(_ word: String) -> [UInt8] {
        word.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
    }

    /// How many insertions, deletions, substitutions and swaps of neighbours make one the other.
    static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...other.count)
        for (row, byte) in one.enumerated() {
            var current = [row + 1]
            for (column, otherByte) in other.enumerated() {
                let substituted = previous[column] + (byte == otherByte ? 0 : 1)
                var cost = min(substituted, previous[column + 1] + 1, current[column] + 1)
                if row > 0 && column > 0 && byte == other[column - 1] && one[row - 1] == otherByte {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[other.count]
    }
}
