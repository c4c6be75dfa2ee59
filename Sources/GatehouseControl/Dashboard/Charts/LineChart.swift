/// A few values over time, such as percentiles.
struct LineChart: Sendable, Equatable {
    /// What the chart shows, for people who hear it.
    let label: String
    /// Beside the upward axis, from above.
    let up: [String]
    /// Along the time axis.
    let along: [String]
    /// The paths of the lower, the middle and the upper line; empty where nothing is known.
    let low: String
    let middle: String
    let high: String

    /// Nil is a gap.
    init(
        low: [Double?],
        middle: [Double?],
        high: [Double?],
        along: [String],
        label: String,
        value: (Double) -> String
    ) {
        self.label = label
        self.along = along
        let scale = ChartScale((low + middle + high).compactMap(\.self).max() ?? 0, least: 1)
        up = scale.labels(value)
        self.low = Self.path(low, scale)
        self.middle = Self.path(middle, scale)
        self.high = Self.path(high, scale)
    }

    private static let dot = "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0"

    private static func path(_ values: [Double?], _ scale: ChartScale) -> String {
        let step = ChartScale.width / Double(max(values.count - 1, 1))
        var path = ""
        var isDrawing = false
        for (index, value) in values.enumerated() {
            guard let value else {
                isDrawing = false
                continue
            }
            let x = Double(index) * step
            let point = "\(Figures.coordinate(x)) \(Figures.coordinate(scale.y(value)))"
            path += isDrawing ? "L" + point : "M" + point
            // One value between two gaps is a ring, or it would not be seen.
            if !isDrawing, index + 1 >= values.count || values[index + 1] == nil { path += Self.dot }
            isDrawing = true
        }
        return path
    }
}
