extension QRMatrix {
    /// §7.8.3: how much the pattern disturbs readers.
    func penalty() -> Int {
        var total = 0
        for index in 0..<size {
            total += Self.linePenalty((0..<size).map { self[index, $0] })
            total += Self.linePenalty((0..<size).map { self[$0, index] })
        }
        for row in 0..<(size - 1) {
            for column in 0..<(size - 1) {
                let value = self[row, column]
                if self[row, column + 1] == value, self[row + 1, column] == value, self[row + 1, column + 1] == value {
                    total += 3
                }
            }
        }
        let share = dark.count(where: \.self) * 100
        let distance = abs(share - 50 * dark.count)
        return total + distance / (5 * dark.count) * 10
    }

    /// Runs of one colour, and what looks like a finder.
    private static func linePenalty(_ line: [Bool]) -> Int {
        var total = 0
        var run = 0
        for index in line.indices {
            run = index > 0 && line[index] == line[index - 1] ? run + 1 : 1
            if run == 5 { total += 3 } else if run > 5 { total += 1 }
        }
        let finder = [true, false, true, true, true, false, true]
        for start in 0...(line.count - 7) where line[start..<(start + 7)].elementsEqual(finder) {
            let before = line[max(0, start - 4)..<start]
            let after = line[(start + 7)..<min(line.count, start + 11)]
            // Beyond the edge everything is light.
            if before.allSatisfy({ !$0 }) || after.allSatisfy({ !$0 }) { total += 40 }
        }
        return total
    }
}
