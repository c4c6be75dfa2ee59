/// A QR code (ISO/IEC 18004) of one text in bytes, with error correction level M.
struct QRCode: Sendable, Equatable {
    /// 1 to 15.
    let version: Int
    /// 0 to 7: the pattern that disturbs readers least.
    let mask: Int
    let matrix: QRMatrix

    /// Nil for a text of more than 412 bytes, which would need a version above 15.
    init?(_ text: String) {
        guard let layout = QRLayout.smallest(holding: text.utf8.count) else { return nil }
        let codewords = layout.interleaved(Self.codewords(Array(text.utf8), layout: layout))
        let blank = QRMatrix.withPatterns(layout)
        var best: (penalty: Int, mask: Int, matrix: QRMatrix)?
        for mask in 0..<8 {
            let candidate = blank.filled(with: codewords, mask: mask)
            let penalty = candidate.penalty()
            if best.map({ penalty < $0.penalty }) ?? true {
                best = (penalty, mask, candidate)
            }
        }
        guard let best else { return nil }
        version = layout.version
        mask = best.mask
        matrix = best.matrix
    }

    /// ISO/IEC 18004 §7.4: mode, length, bytes, end, then filling.
    private static func codewords(_ bytes: [UInt8], layout: QRLayout) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, width: Int) {
            for shift in (0..<width).reversed() {
                bits.append(value >> shift & 1 == 1)
            }
        }
        append(0b0100, width: 4)
        append(bytes.count, width: layout.lengthWidth)
        for byte in bytes {
            append(Int(byte), width: 8)
        }
        append(0, width: min(4, layout.dataCodewords * 8 - bits.count))
        append(0, width: (8 - bits.count % 8) % 8)
        var codewords = stride(from: 0, to: bits.count, by: 8)
            .map { start in
                bits[start..<(start + 8)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) } as UInt8
            }
        var filler: UInt8 = 0xEC
        while codewords.count < layout.dataCodewords {
            codewords.append(filler)
            filler ^= 0xEC ^ 0x11
        }
        return codewords
    }
}
