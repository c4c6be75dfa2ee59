/// The modules of a QR code, row by row.
struct QRMatrix: Sendable, Equatable {
    /// Modules in a row.
    let size: Int
    /// Whether a module is dark.
    private(set) var dark: [Bool]
    /// Whether a module belongs to a pattern, so that no codeword goes there.
    private var isPattern: [Bool]

    private init(size: Int) {
        self.size = size
        dark = Array(repeating: false, count: size * size)
        isPattern = dark
    }

    subscript(row: Int, column: Int) -> Bool {
        dark[row * size + column]
    }

    private mutating func set(_ row: Int, _ column: Int, _ value: Bool) {
        guard (0..<size).contains(row), (0..<size).contains(column) else { return }
        dark[row * size + column] = value
        isPattern[row * size + column] = true
    }

    /// §6.3: finders, timing, alignment, room for format and version.
    static func withPatterns(_ layout: QRLayout) -> QRMatrix {
        var matrix = QRMatrix(size: layout.size)
        let end = layout.size - 1
        for index in 0..<layout.size {
            matrix.set(6, index, index % 2 == 0)
            matrix.set(index, 6, index % 2 == 0)
        }
        for (row, column) in [(3, 3), (3, end - 3), (end - 3, 3)] {
            matrix.drawSquares(row, column, reach: 4) { $0 != 2 && $0 != 4 }
        }
        let last = layout.alignment.last ?? 0
        for row in layout.alignment {
            for column in layout.alignment
            where !(row == 6 && column == 6 || row == 6 && column == last || row == last && column == 6) {
                matrix.drawSquares(row, column, reach: 2) { $0 != 1 }
            }
        }
        matrix.drawFormat(mask: 0)
        matrix.drawVersion(layout.version)
        return matrix
    }

    /// Squares around a middle, dark by their distance from it.
    private mutating func drawSquares(_ row: Int, _ column: Int, reach: Int, isDark: (Int) -> Bool) {
        for down in -reach...reach {
            for right in -reach...reach {
                set(row + down, column + right, isDark(max(abs(down), abs(right))))
            }
        }
    }

    /// §7.9: level M and the mask, twice, protected by a BCH code.
    private mutating func drawFormat(mask: Int) {
        // Level M is 00, so the mask alone is the data.
        let bits = (mask << 10 | Self.remainder(mask, generator: 0x537, degree: 10)) ^ 0x5412
        for index in 0..<15 {
            let value = bits >> index & 1 == 1
            switch index {
            case 0...5: set(index, 8, value)
            case 6, 7: set(index + 1, 8, value)
            case 8: set(8, 7, value)
            default: set(8, 14 - index, value)
            }
            if index < 8 {
                set(8, size - 1 - index, value)
            } else {
                set(size - 15 + index, 8, value)
            }
        }
        set(size - 8, 8, true)
    }

    /// §7.10: from version 7 on, the version twice.
    private mutating func drawVersion(_ version: Int) {
        guard version >= 7 else { return }
        let bits = version << 12 | Self.remainder(version, generator: 0x1F25, degree: 12)
        for index in 0..<18 {
            let value = bits >> index & 1 == 1
            set(index / 3, size - 11 + index % 3, value)
            set(size - 11 + index % 3, index / 3, value)
        }
    }

    private static func remainder(_ value: Int, generator: Int, degree: Int) -> Int {
        var rest = value
        for _ in 0..<degree {
            rest = rest << 1 ^ (rest >> (degree - 1) & 1) * generator
        }
        return rest
    }

    /// §7.7.3: the codewords in columns of two from the right, up and down in turns, under a mask.
    func filled(with codewords: [UInt8], mask: Int) -> QRMatrix {
        var matrix = self
        matrix.drawFormat(mask: mask)
        var index = 0
        var goesUp = true
        for right in [Int](stride(from: size - 1, to: 6, by: -2)) + [5, 3, 1] {
            for step in 0..<size {
                let row = goesUp ? size - 1 - step : step
                for column in [right, right - 1] where !isPattern[row * size + column] {
                    let isSet = index < codewords.count * 8 && codewords[index / 8] >> (7 - index % 8) & 1 == 1
                    matrix.dark[row * size + column] = isSet != Self.masks(mask, row, column)
                    index += 1
                }
            }
            goesUp.toggle()
        }
        return matrix
    }

    /// §7.8.2, table 10.
    private static func masks(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }
}
