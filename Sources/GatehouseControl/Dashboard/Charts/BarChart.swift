/// Requests in each bucket of a span: refused ones on top of permitted ones.
struct BarChart: Sendable, Equatable {
    /// What the chart shows, for people who hear it.
    let label: String
    /// Beside the upward axis, from above.
    let up: [String]
    /// Along the time axis.
    let along: [String]
    /// The path of all bars of what was permitted, and of what was refused.
    let permitted: String
    let refused: String

    init(_ buckets: [TrafficBar], along: [String], label: String) {
        self.label = label
        self.along = along
        let scale = ChartScale(buckets.map { $0.permitted + $0.refused }.max() ?? 0, least: 4)
        up = scale.labels(Figures.short)
        let step = ChartScale.width / Double(max(buckets.count, 1))
        let width = (step * 0.72).rounded()
        var permitted = ""
        var refused = ""
        for (index, bucket) in buckets.enumerated() {
            let x = Double(index) * step + (step - width) / 2
            let edge = scale.y(bucket.permitted)
            permitted += Self.bar(x: x, width: width, from: edge, to: ChartScale.height)
            // What is there is seen, however little it is.
            let top = bucket.refused > 0 ? min(scale.y(bucket.permitted + bucket.refused), edge - 1.2) : edge
            refused += Self.bar(x: x, width: width, from: top, to: edge)
        }
        self.permitted = permitted
        self.refused = refused
    }

    private static func bar(x: Double, width: Double, from top: Double, to bottom: Double) -> String {
        guard bottom > top else { return "" }
        let size = Figures.coordinate(width)
        return "M\(Figures.coordinate(x)) \(Figures.coordinate(top))h\(size)V\(Figures.coordinate(bottom))h-\(size)z"
    }
}

/// One bar of a ``BarChart``.
struct TrafficBar: Sendable, Equatable {
    let permitted: Double
    let refused: Double
}
