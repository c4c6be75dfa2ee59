/// Guesses which known word a misspelt one was meant to be.
enum Spelling {
    /// "did you mean …?" if a known word is near enough.
    static func suggestion(for word: String, among known: [String]) -> String? {
        nearest(to: word, among: known).map { "did you mean \($0)?" }
    }

    /// The nearest known word, at most a third of its letters away; hyphens count as underscores.
    static func nearest(to word: String, among known: [String]) -> String? {
        let given = normalized(word)
        let ranked = known.map { (word: $0, distance: distance(given, normalized($0))) }
        guard let best = ranked.min(by: { ($0.distance, $0.word) < ($1.distance, $1.word) }) else { return nil }
        return best.distance <= max(1, best.word.utf8.count / 3) ? best.word : nil
    }

    /// The number of letters to insert, delete, replace or swap with their neighbour (Damerau).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        // Nobody misspells a word that long; the table below stays small.
        guard left.count <= 64, right.count <= 64 else { return .max }
        var rows = [Array(0...right.count)]
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(rows[row][column + 1], current[column]) + 1
                best = min(best, rows[row][column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], other == left[row - 1] {
                    best = min(best, rows[row - 1][column - 1] + 1)
                }
                current.append(best)
            }
            rows.append(current)
        }
        return rows[left.count][right.count]
    }

    private static func normalized(_ word: String) -> [UInt8] {
        word.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
    }
}
