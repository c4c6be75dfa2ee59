import GatehousePolicy

/// The small chart in a table: requests in pairs of buckets, the refused ones on top.
struct RouteSpark: Sendable, Equatable {
    static let width = 104.0
    static let height = 24.0

    /// The bars of what was permitted, as one SVG path; empty without any.
    let permitted: String
    /// The bars of what was refused.
    let refused: String

    init(_ buckets: [TrafficCount]) {
        let pairs = stride(from: 0, to: buckets.count, by: 2)
            .map { index in
                index + 1 < buckets.count ? buckets[index] + buckets[index + 1] : buckets[index]
            }
        let most = Double(pairs.map(\.total).max() ?? 0)
        var permitted = ""
        var refused = ""
        let step = Self.width / Double(max(pairs.count, 1))
        for (index, pair) in pairs.enumerated() where pair.total > 0 {
            let x = Double(index) * step + step * 0.1
            let above = Self.height(pair.refused, of: most)
            let below = min(Self.height(pair.permitted, of: most), Self.height - above)
            permitted += Self.bar(x, Self.height - below, step * 0.8, below)
            refused += Self.bar(x, Self.height - below - above, step * 0.8, above)
        }
        self.permitted = permitted
        self.refused = refused
    }

    /// What is there at all is seen.
    private static func height(_ count: Int64, of most: Double) -> Double {
        count > 0 ? max(0.8, Double(count) / most * height) : 0
    }

    private static func bar(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
        guard height > 0 else { return "" }
        return "M\(number(x)) \(number(y))h\(number(width))v\(number(height))h-\(number(width))z"
    }

    /// One decimal, no exponent.
    private static func number(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        let rest = abs(tenths % 10)
        return rest == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(rest)"
    }
}
