/// A small line without axes beside a figure that says what it is.
struct Sparkline: Sendable, Equatable {
    private static let width = 200.0
    private static let height = 32.0
    private static let margin = 2.0

    /// The path of the line.
    let line: String
    /// The path of the area under it.
    let under: String

    /// Nil is nothing; at most so many values as there are buckets.
    init(_ values: [Double?]) {
        let values = values.map { $0 ?? 0 }
        let top = max(values.max() ?? 0, .leastNonzeroMagnitude)
        let step = Self.width / Double(max(values.count - 1, 1))
        let points = values.enumerated()
            .map { index, value in
                let y = Self.height - Self.margin - (value / top) * (Self.height - 2 * Self.margin)
                return "\(Figures.coordinate(Double(index) * step)) \(Figures.coordinate(y))"
            }
        line = points.isEmpty ? "" : "M" + points.joined(separator: " ")
        under = points.isEmpty ? "" : line + "V32H0z"
    }
}
