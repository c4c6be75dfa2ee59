/// Writes metrics in the Prometheus text format 0.0.4.
package struct PrometheusText {
    /// What a family's numbers mean.
    package enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    /// The text so far.
    package private(set) var text = ""

    /// Creates an empty text.
    package init() {}

    /// Begins a family: its samples follow.
    package mutating func family(_ name: String, _ kind: Kind, help: String) {
        text += "# HELP \(name) \(Self.escape(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Adds one whole-numbered sample.
    package mutating func sample(_ name: String, _ labels: PrometheusLabels = [], _ value: Int64) {
        text += "\(name)\(labels) \(value)\n"
    }

    /// Adds one sample.
    package mutating func sample(_ name: String, _ labels: PrometheusLabels = [], _ value: Double) {
        text += "\(name)\(labels) \(Self.number(value))\n"
    }

    /// Adds a counter of 64 bits, as the proxy keeps them.
    package mutating func sample(_ name: String, _ labels: PrometheusLabels = [], _ value: UInt64) {
        text += "\(name)\(labels) \(value)\n"
    }

    /// Adds a histogram's samples: cumulative buckets, sum and count.
    ///
    /// `bounds` are the upper bounds of the buckets, ascending, without infinity; `counts`, one more, what fell in each.
    package mutating func histogram(
        _ name: String,
        _ labels: PrometheusLabels,
        bounds: [Double],
        counts: [UInt64],
        sum: Double
    ) {
        var total: UInt64 = 0
        for (index, count) in counts.enumerated() {
            total &+= count
            let bound = index < bounds.count ? Self.number(bounds[index]) : "+Inf"
            text += "\(name)_bucket\(labels.adding("le", bound)) \(total)\n"
        }
        text += "\(name)_sum\(labels) \(Self.number(sum))\n\(name)_count\(labels) \(total)\n"
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
        return value.description
    }

    static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// Names one series of a family by its labels.
package struct PrometheusLabels: Sendable, Hashable, CustomStringConvertible, ExpressibleByArrayLiteral {
    /// The labels between braces, escaped; empty without labels.
    package let description: String

    /// Creates labels from pairs, in the order given.
    package init(_ pairs: [(String, String)]) {
        let inner = pairs.map { "\(PrometheusName.label($0))=\"\(PrometheusText.escape($1, quotes: true))\"" }
        self.description = inner.isEmpty ? "" : "{\(inner.joined(separator: ","))}"
    }

    /// Creates labels from pairs, in the order given.
    package init(arrayLiteral elements: (String, String)...) {
        self.init(elements)
    }

    private init(description: String) {
        self.description = description
    }

    func adding(_ name: String, _ value: String) -> PrometheusLabels {
        let pair = "\(name)=\"\(PrometheusText.escape(value, quotes: true))\""
        let inner = description.dropFirst().dropLast()
        return PrometheusLabels(description: inner.isEmpty ? "{\(pair)}" : "{\(inner),\(pair)}")
    }
}
