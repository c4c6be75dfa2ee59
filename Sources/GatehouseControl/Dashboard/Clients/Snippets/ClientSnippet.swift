/// What one library needs, on a tab of its own.
struct ClientSnippet: Sendable, Equatable {
    /// A file, a command or an answer.
    struct Block: Sendable, Equatable {
        /// Its anchor on the page: what the button copies.
        let id: String
        /// "Shell", "app.py".
        let file: String
        /// What the button copies, in words.
        let what: String
        let pieces: [SnippetText.Piece]
        let isCopied: Bool

        init(_ file: String, what: String, _ text: SnippetText, isCopied: Bool = true) {
            self.init(id: "", file: file, what: what, pieces: text.pieces, isCopied: isCopied)
        }

        private init(id: String, file: String, what: String, pieces: [SnippetText.Piece], isCopied: Bool) {
            self.id = id
            self.file = file
            self.what = what
            self.pieces = pieces
            self.isCopied = isCopied
        }

        fileprivate func named(_ id: String) -> Block {
            Block(id: id, file: file, what: what, pieces: pieces, isCopied: isCopied)
        }

        /// The text as it is copied.
        var whole: String { pieces.map(\.text).joined() }
    }

    /// A part of ids on the page.
    let id: String
    /// What the tab says.
    let title: String
    let isFirst: Bool
    /// What the snippet does, in a sentence.
    let note: String
    /// Why it does not fit this client as it is.
    let warning: String?
    let blocks: [Block]

    init(
        _ id: String,
        title: String,
        note: String,
        warning: String? = nil,
        isFirst: Bool = false,
        blocks: [Block]
    ) {
        self.id = id
        self.title = title
        self.note = note
        self.warning = warning
        self.isFirst = isFirst
        self.blocks = blocks.enumerated().map { $0.element.named("s-\(id)-\($0.offset)") }
    }
}
