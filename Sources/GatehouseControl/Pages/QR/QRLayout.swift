/// How a version of a QR code divides its room at level M (ISO/IEC 18004 tables 1, 9 and E.1).
struct QRLayout: Sendable, Equatable {
    /// 1 to 15.
    let version: Int
    /// Codewords for text, with mode and length.
    let dataCodewords: Int
    /// How many blocks they are divided into.
    let blocks: Int
    /// Codewords for correction, for each block.
    let correctionCodewords: Int
    /// Rows and columns where alignment patterns have their middle.
    let alignment: [Int]

    /// All codewords, blocks, correction for each block, alignment; the first is version 1.
    private static let table: [(total: Int, blocks: Int, correction: Int, alignment: [Int])] = [
        (26, 1, 10, []),
        (44, 1, 16, [6, 18]),
        (70, 1, 26, [6, 22]),
        (100, 2, 18, [6, 26]),
        (134, 2, 24, [6, 30]),
        (172, 4, 16, [6, 34]),
        (196, 4, 18, [6, 22, 38]),
        (242, 4, 22, [6, 24, 42]),
        (292, 5, 22, [6, 26, 46]),
        (346, 5, 26, [6, 28, 50]),
        (404, 5, 30, [6, 30, 54]),
        (466, 8, 22, [6, 32, 58]),
        (532, 9, 22, [6, 34, 62]),
        (581, 9, 24, [6, 26, 46, 66]),
        (655, 10, 24, [6, 26, 48, 70]),
    ]

    /// Modules in a row.
    var size: Int { 17 + 4 * version }
    /// Bits of the length of a text in bytes.
    var lengthWidth: Int { version < 10 ? 8 : 16 }

    /// The smallest version with room for so many bytes.
    static func smallest(holding byteCount: Int) -> QRLayout? {
        for (index, row) in table.enumerated() {
            let layout = QRLayout(
                version: index + 1,
                dataCodewords: row.total - row.blocks * row.correction,
                blocks: row.blocks,
                correctionCodewords: row.correction,
                alignment: row.alignment
            )
            if 4 + layout.lengthWidth + 8 * byteCount <= 8 * layout.dataCodewords { return layout }
        }
        return nil
    }

    /// §7.6: the blocks' codewords in turns, then the turns of their corrections.
    func interleaved(_ data: [UInt8]) -> [UInt8] {
        let short = dataCodewords / blocks
        let firstLong = blocks - dataCodewords % blocks
        var parts: [[UInt8]] = []
        var start = 0
        for block in 0..<blocks {
            let end = start + short + (block < firstLong ? 0 : 1)
            parts.append(Array(data[start..<end]))
            start = end
        }
        let divisor = ReedSolomon.divisor(degree: correctionCodewords)
        let corrections = parts.map { ReedSolomon.remainder(of: $0, by: divisor) }
        return Self.inTurns(parts) + Self.inTurns(corrections)
    }

    private static func inTurns(_ parts: [[UInt8]]) -> [UInt8] {
        let longest = parts.map(\.count).max() ?? 0
        return (0..<longest)
            .flatMap { index in
                parts.compactMap { index < $0.count ? $0[index] : nil }
            }
    }
}
