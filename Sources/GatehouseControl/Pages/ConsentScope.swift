/// A scope that can be ticked.
struct ConsentScope: Sendable, Equatable {
    /// The value of the box.
    let name: String
    /// What it lets the client do, without "It would be able to".
    let sentence: String
    /// Ticked for good, with a hidden field beside it: `openid`.
    let isRequired: Bool
    let isChecked: Bool
    /// Whether the person allowed it to this client at an earlier time.
    let wasAllowedBefore: Bool
    /// A few words beside the name.
    let note: String?
    /// "Opens 2 routes".
    let opens: String
    let hasRoutes: Bool
    let routes: [ConsentRoute]
    /// "and 4 more"; nil if all are shown.
    let more: String?

    private static let routesShown = 8

    init(
        name: String,
        sentence: String,
        isRequired: Bool = false,
        isChecked: Bool = true,
        wasAllowedBefore: Bool = false,
        note: String? = nil,
        routes: [ConsentRoute] = []
    ) {
        self.name = name
        self.sentence = sentence
        self.isRequired = isRequired
        self.isChecked = isChecked || isRequired
        self.wasAllowedBefore = wasAllowedBefore
        self.note = note
        hasRoutes = !routes.isEmpty
        opens = "Opens \(PageWords.count(routes.count, "route"))"
        self.routes = Array(routes.prefix(Self.routesShown))
        more = routes.count > Self.routesShown ? "and \(routes.count - Self.routesShown) more" : nil
    }
}

/// A route that a scope opens.
struct ConsentRoute: Sendable, Equatable {
    /// "GET", "POST PUT", or "any method".
    let methods: String
    let pieces: [PathPiece]

    init(methods: [String], path: String) {
        self.methods = methods.isEmpty ? "any method" : methods.joined(separator: " ")
        pieces = PathPiece.pieces(of: path)
    }
}

/// A part of a route's path: as it is, or standing for others.
struct PathPiece: Sendable, Equatable {
    let text: String
    /// `{id}`, `*` or `**`.
    let isPattern: Bool

    /// The path in its parts, slashes with what is as it is.
    static func pieces(of path: String) -> [PathPiece] {
        var pieces: [PathPiece] = []
        var plain = ""
        for (index, segment) in path.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { plain += "/" }
            guard segment.contains("{") || segment.contains("*") else {
                plain += segment
                continue
            }
            if !plain.isEmpty { pieces.append(PathPiece(text: plain, isPattern: false)) }
            pieces.append(PathPiece(text: String(segment), isPattern: true))
            plain = ""
        }
        if !plain.isEmpty { pieces.append(PathPiece(text: plain, isPattern: false)) }
        return pieces
    }
}
