/// Guesses what was meant by a misspelt name.
enum Spelling {
    /// The candidate with the fewest slips away from `text`, if it is near enough to be meant.
    static func nearest(to text: String, among candidates: [String]) -> String? {
        guard text.utf8.count <= 200 else { return nil }
        let limit = max(1, text.utf8.count / 4)
        return
            candidates
            .filter { abs($0.utf8.count - text.utf8.count) <= limit }
            .map { (candidate: $0, distance: distance(Array(text.utf8), Array($0.utf8))) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }?
            .candidate
    }

    /// Insertions, removals, replacements and swaps of neighbours.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for row in first.indices {
            var line = [row + 1]
            for column in second.indices {
                let isSame = first[row] == second[column]
                var best = min(previous[column + 1] + 1, line[column] + 1, previous[column] + (isSame ? 0 : 1))
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                line.append(best)
            }
            beforePrevious = previous
            previous = line
        }
        return previous[second.count]
    }
}
