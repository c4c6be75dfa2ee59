/// A QR code as one path of an SVG, with the quiet zone of four modules (ISO/IEC 18004 §6.3.8).
struct QRPicture: Sendable, Equatable {
    /// `0 0 45 45`.
    let viewBox: String
    /// One rectangle for each run of dark modules in a row.
    let path: String

    private static let quietZone = 4

    init(_ code: QRCode) {
        let matrix = code.matrix
        let side = matrix.size + 2 * Self.quietZone
        viewBox = "0 0 \(side) \(side)"
        var path = ""
        for row in 0..<matrix.size {
            var column = 0
            while column < matrix.size {
                let start = column
                while column < matrix.size, matrix[row, column] { column += 1 }
                if column > start {
                    path +=
                        "M\(start + Self.quietZone) \(row + Self.quietZone)h\(column - start)v1H\(start + Self.quietZone)z"
                } else {
                    column += 1
                }
            }
        }
        self.path = path
    }
}
