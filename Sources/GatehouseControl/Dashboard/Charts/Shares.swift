/// A list of what something consists of, the largest part first, each with a bar.
struct Shares: Sendable, Equatable {
    /// One part.
    struct Row: Sendable, Equatable {
        let name: String
        /// Whether the name is a word of a protocol.
        let isCode: Bool
        let count: String
        /// The bar's length, of 100.
        let width: String
        /// Where more is to be seen; nil for nowhere.
        let link: String?
    }

    /// A part with its size.
    struct Part: Sendable, Equatable {
        let name: String
        let isCode: Bool
        let count: Int64
        let link: String?

        init(_ name: String, isCode: Bool = false, count: Int64, link: String? = nil) {
            self.name = name
            self.isCode = isCode
            self.count = count
            self.link = link
        }
    }

    let rows: [Row]

    /// At most `limit` rows; what is left is the last one.
    init(_ parts: [Part], limit: Int = 7) {
        let whole = parts.reduce(0) { $0 + max($1.count, 0) }
        let sorted = parts.filter { $0.count > 0 }.sorted { ($0.count, $1.name) > ($1.count, $0.name) }
        let isCut = sorted.count > limit
        var shown = isCut ? Array(sorted.prefix(limit - 1)) : sorted
        if isCut {
            let rest = sorted.dropFirst(limit - 1)
            shown.append(Part("\(rest.count) others", count: rest.reduce(0) { $0 + $1.count }))
        }
        rows = shown.map { part in
            Row(
                name: part.name,
                isCode: part.isCode,
                count: Figures.count(part.count),
                // What is there is seen, however little it is.
                width: Figures.coordinate(max(Double(part.count) / Double(max(whole, 1)) * 100, 0.5)),
                link: part.link
            )
        }
    }
}
