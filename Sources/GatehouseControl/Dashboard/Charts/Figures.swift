/// Writes figures as people read them.
enum Figures {
    /// `986,412`.
    static func count(_ value: Int64) -> String { PageNumber.grouped(value) }

    /// `1 request`, `2 requests`.
    static func count(_ value: Int64, _ noun: String) -> String {
        "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    /// For axes: `40 k`, `1.5 M`, `250`.
    static func short(_ value: Double) -> String {
        for (size, sign) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= size {
            return decimal(value / size) + " " + sign
        }
        return decimal(value)
    }

    /// A share in percent without its sign: `1.3`, `0.04`, `100`.
    static func percent(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0, part > 0 else { return "0" }
        let share = Double(part) / Double(whole) * 100
        return share < 0.01 ? "under 0.01" : decimal(share)
    }

    /// A duration in microseconds: `0.08 ms`, `14 ms`, `2.1 s`.
    static func duration(_ microseconds: Int64) -> String {
        let (value, unit) = durationParts(microseconds)
        return value + " " + unit
    }

    /// The same, the unit by itself.
    static func durationParts(_ microseconds: Int64) -> (value: String, unit: String) {
        microseconds < 1_000_000
            ? (decimal(Double(microseconds) / 1e3), "ms") : (decimal(Double(microseconds) / 1e6), "s")
    }

    /// How often a second: `19 a second`, `3 a minute`.
    static func pace(_ count: Int64, seconds: Int64) -> String {
        guard count > 0, seconds > 0 else { return "none" }
        for (length, word) in [(Double(1), "second"), (60, "minute"), (3_600, "hour")] {
            let value = Double(count) / Double(seconds) * length
            if value >= 1 { return decimal(value) + (word == "hour" ? " an hour" : " a \(word)") }
        }
        return "under 1 an hour"
    }

    /// Two digits that count below ten, one below a hundred, none beyond.
    static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let places = value < 1 ? 2 : value < 100 ? 1 : 0
        return fixed(value, places: places)
    }

    /// A coordinate in a drawing.
    static func coordinate(_ value: Double) -> String { fixed(value, places: 1) }

    private static func fixed(_ value: Double, places: Int) -> String {
        let factor = places == 0 ? 1.0 : places == 1 ? 10.0 : 100.0
        let scaled = (value * factor).rounded()
        guard abs(scaled) < 9e15 else { return "0" }
        let whole = Int64(scaled)
        let sign = whole < 0 ? "-" : ""
        let (quotient, remainder) = (whole.magnitude / UInt64(factor), whole.magnitude % UInt64(factor))
        guard remainder > 0 else { return sign + count(Int64(quotient)).filter { places == 0 || $0 != "," } }
        var fraction = String(remainder)
        while fraction.utf8.count < places { fraction = "0" + fraction }
        while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        return "\(sign)\(quotient).\(fraction)"
    }
}
