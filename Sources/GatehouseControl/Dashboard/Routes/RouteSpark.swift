import GatehousePolicy

/// The small chart in a table: requests in pairs of buckets, the refused ones on top.
struct RouteSpark: Sendable, Equatable {
    /// A rectangle with its numbers as SVG writes them.
    struct Bar: Sendable, Equatable {
        /// `bar-permit` or `bar-deny`.
        let kind: String
        let x: String
        let y: String
        let width: String
        let height: String
    }

    static let width = 104.0
    static let height = 24.0

    let bars: [Bar]

    init(_ buckets: [TrafficCount]) {
        let pairs = stride(from: 0, to: buckets.count, by: 2)
            .map { index in
                index + 1 < buckets.count ? buckets[index] + buckets[index + 1] : buckets[index]
            }
        let most = Double(pairs.map(\.total).max() ?? 0)
        guard most > 0 else {
            bars = []
            return
        }
        let step = Self.width / Double(pairs.count)
        var bars: [Bar] = []
        for (index, pair) in pairs.enumerated() {
            let x = Double(index) * step + step * 0.1
            // What is there at all is seen.
            let refused = Self.height(pair.refused, of: most)
            let permitted = min(Self.height(pair.permitted, of: most), Self.height - refused)
            if permitted > 0 {
                bars.append(Self.bar("bar-permit", x, Self.height - permitted, step * 0.8, permitted))
            }
            if refused > 0 {
                bars.append(Self.bar("bar-deny", x, Self.height - permitted - refused, step * 0.8, refused))
            }
        }
        self.bars = bars
    }

    private static func height(_ count: Int64, of most: Double) -> Double {
        count > 0 ? max(0.8, Double(count) / most * height) : 0
    }

    private static func bar(_ kind: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Bar {
        Bar(kind: kind, x: number(x), y: number(y), width: number(width), height: number(height))
    }

    /// One decimal, no exponent.
    private static func number(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        let rest = abs(tenths % 10)
        return rest == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(rest)"
    }
}
