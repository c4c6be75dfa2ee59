/// Which elements of two lists are the same, in order, and as many as possible.
enum Alignment {
    /// One element of the result, in the order of both lists.
    enum Step: Equatable {
        /// Both lists have it, at these places.
        case both(Int, Int)
        /// Only the old list has it.
        case old(Int)
        /// Only the new list has it.
        case new(Int)
    }

    /// More cells than these are not compared: what differs counts as replaced whole.
    private static let maximumCells = 1_000_000

    /// The steps from one list to the other; what is taken out comes before what is put in its place.
    static func steps(from old: [String], to new: [String]) -> [Step] {
        let same: (Int, Int) -> Bool = { old[$0].utf8.elementsEqual(new[$1].utf8) }
        var head = 0
        while head < min(old.count, new.count), same(head, head) { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, same(old.count - 1 - tail, new.count - 1 - tail) { tail += 1 }
        let middle = middle(head..<(old.count - tail), head..<(new.count - tail), same)
        return (0..<head).map { .both($0, $0) } + middle
            + (0..<tail).map { .both(old.count - tail + $0, new.count - tail + $0) }
    }

    private static func middle(_ old: Range<Int>, _ new: Range<Int>, _ same: (Int, Int) -> Bool) -> [Step] {
        guard !old.isEmpty, !new.isEmpty, old.count <= maximumCells / new.count else {
            return old.map { .old($0) } + new.map { .new($0) }
        }
        let lengths = lengths(old, new, same)
        var steps: [Step] = []
        var added: [Step] = []
        var (row, column) = (old.lowerBound, new.lowerBound)
        while row < old.upperBound || column < new.upperBound {
            let here = (row - old.lowerBound, column - new.lowerBound)
            if row < old.upperBound, column < new.upperBound, same(row, column) {
                steps += added + [.both(row, column)]
                added = []
                row += 1
                column += 1
            } else if column == new.upperBound
                || (row < old.upperBound && lengths[here.0 + 1][here.1] >= lengths[here.0][here.1 + 1])
            {
                steps.append(.old(row))
                row += 1
            } else {
                added.append(.new(column))
                column += 1
            }
        }
        return steps + added
    }

    /// The length of the longest common subsequence of what follows each pair of places.
    private static func lengths(_ old: Range<Int>, _ new: Range<Int>, _ same: (Int, Int) -> Bool) -> [[Int32]] {
        var lengths = [[Int32]](repeating: [Int32](repeating: 0, count: new.count + 1), count: old.count + 1)
        for row in (0..<old.count).reversed() {
            for column in (0..<new.count).reversed() {
                lengths[row][column] =
                    same(old.lowerBound + row, new.lowerBound + column)
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        return lengths
    }
}
