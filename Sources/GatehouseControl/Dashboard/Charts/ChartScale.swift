/// The upward axis of a chart: from nothing to a round number that holds everything.
struct ChartScale: Sendable, Equatable {
    /// The drawing's own height.
    static let height = 160.0
    /// The drawing's own width.
    static let width = 672.0
    private static let steps = [1.0, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10]

    /// What the upper edge stands for; never nothing.
    let top: Double

    /// `least` is what the axis reaches at least.
    init(_ greatest: Double, least: Double = 1) {
        let value = max(greatest.isFinite ? greatest : 0, least)
        var size = 1.0
        while size * 10 <= value { size *= 10 }
        while size > value { size /= 10 }
        top = (Self.steps.first { $0 * size >= value } ?? 10) * size
    }

    /// How far from the upper edge a value is drawn.
    func y(_ value: Double) -> Double {
        Self.height - min(max(value / top, 0), 1) * Self.height
    }

    /// What stands beside the axis, from above.
    func labels(_ text: (Double) -> String) -> [String] {
        [text(top), text(top / 2), "0"]
    }
}
