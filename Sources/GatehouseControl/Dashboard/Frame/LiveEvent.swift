/// One event of a live list (HTML §9.2, server-sent events): HTML that the page's script puts in its place.
struct LiveEvent: Sendable, Equatable {
    /// What the browser tells when it connects again (`Last-Event-ID`).
    let id: String?
    /// Ready markup; every value in it is escaped.
    let html: String

    init(id: String? = nil, html: String) {
        self.id = id
        self.html = html
    }

    /// As it is sent; a line of its own for each line of the markup.
    var text: String {
        var text: [UInt8] = []
        if let id { text += Array("id: ".utf8) + id.utf8.filter { !Self.endsLine($0) } + Array("\n".utf8) }
        // By bytes: to Swift a carriage return and a line feed are one character, to the format they are an end each.
        for line in html.utf8.split(whereSeparator: Self.endsLine) {
            text += Array("data: ".utf8) + Array(line) + Array("\n".utf8)
        }
        return String(decoding: text, as: UTF8.self) + "\n"
    }

    private static func endsLine(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
