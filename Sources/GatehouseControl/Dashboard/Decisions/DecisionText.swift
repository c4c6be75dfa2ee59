import GatehousePolicy

/// Texts of decisions as pages write them.
enum DecisionText {
    /// Why a request passed or not, without the verdict, which stands beside it.
    static func ground(of decision: RecordedDecision) -> String {
        let title = DecisionWords(decision).title
        for verdict in ["Refused: ", "Permitted: "] where title.utf8.starts(with: verdict.utf8) {
            return capital(String(Substring(title.utf8.dropFirst(verdict.utf8.count))))
        }
        return title
    }

    /// With a capital letter.
    static func capital(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, first.isASCII else { return text }
        return String(first).uppercased() + String(text.unicodeScalars.dropFirst())
    }

    /// At most so many scalars: a request may bring thousands, and a list repeats fifty of them.
    static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
        return String(text.unicodeScalars.prefix(limit - 1)) + "…"
    }

    /// `61 µs`, `12.4 ms`, `3.1 s`.
    static func duration(_ microseconds: Int64) -> String {
        let time = max(0, microseconds)
        if time < 1_000 { return "\(time) µs" }
        if time < 1_000_000 { return "\(tenths(time / 100)) ms" }
        return "\(tenths(time / 100_000)) s"
    }

    private static func tenths(_ count: Int64) -> String {
        count % 10 == 0 || count >= 1_000 ? "\(count / 10)" : "\(count / 10).\(count % 10)"
    }

    /// "56 minutes", "2 days": the largest unit alone.
    static func span(_ seconds: Int64) -> String {
        let units: [(seconds: Int64, noun: String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        for unit in units where seconds >= unit.seconds * 2 || seconds == unit.seconds {
            return PageWords.count(Int(seconds / unit.seconds), unit.noun)
        }
        return PageWords.count(Int(max(0, seconds)), "second")
    }
}
