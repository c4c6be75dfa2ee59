/// A program's text with values of a client in it, each written so that the language reads it as a string.
///
/// Whoever writes a literal puts the quotation marks around the value; the interpolation escapes what is between them.
struct SnippetText: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// A stretch of the text.
    struct Piece: Sendable, Equatable {
        let text: String
        /// One of the client's own values.
        let isValue: Bool
        /// What the reader has to put in.
        let isGap: Bool
    }

    private(set) var pieces: [Piece]

    init(stringLiteral value: String) {
        pieces = [Piece(text: value, isValue: false, isGap: false)]
    }

    init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
    }

    private init(pieces: [Piece]) {
        self.pieces = pieces
    }

    /// The text as it is copied.
    var whole: String { pieces.map(\.text).joined() }

    static func + (one: SnippetText, other: SnippetText) -> SnippetText {
        SnippetText(pieces: one.pieces + other.pieces)
    }

    /// The texts with a separator between them.
    static func list(_ texts: [SnippetText], separator: String) -> SnippetText {
        var pieces: [Piece] = []
        for (index, text) in texts.enumerated() {
            if index > 0 { pieces.append(Piece(text: separator, isValue: false, isGap: false)) }
            pieces += text.pieces
        }
        return SnippetText(pieces: pieces)
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        mutating func appendLiteral(_ literal: String) {
            guard !literal.isEmpty else { return }
            pieces.append(Piece(text: literal, isValue: false, isGap: false))
        }

        /// A value between single quotes of a POSIX shell.
        mutating func appendInterpolation(shell value: String) { append(SnippetEscape.shell(value)) }

        /// A value between double quotes of JavaScript, TypeScript, Python, Java or JSON.
        mutating func appendInterpolation(code value: String) { append(SnippetEscape.code(value)) }

        /// A value between the double quotes of an attribute in JSX.
        mutating func appendInterpolation(jsx value: String) { append(SnippetEscape.jsx(value)) }

        /// A value between double quotes of a YAML file that Spring reads.
        mutating func appendInterpolation(spring value: String) { append(SnippetEscape.spring(value)) }

        /// What the reader has to put in: words of ours.
        mutating func appendInterpolation(gap words: String) {
            pieces.append(Piece(text: words, isValue: false, isGap: true))
        }

        /// Another text.
        mutating func appendInterpolation(_ text: SnippetText) { pieces += text.pieces }

        private mutating func append(_ escaped: String) {
            pieces.append(Piece(text: escaped, isValue: true, isGap: false))
        }
    }
}
