import GatehouseJOSE

/// What has just been done, shown once on the page that follows.
struct DashboardNotice: Sendable, Equatable {
    /// How long it waits for its page, in seconds.
    static let seconds: Int64 = 60
    /// Names of people and clients stand in it: more would not fit into a cookie.
    private static let maximumBytes = 600
    private static let context = "dashboard-notice/"

    let title: String
    /// The next step; nil if the title says it.
    let text: String?

    init(_ title: String, _ text: String? = nil) {
        self.title = title
        self.text = text
    }

    /// Opens what was sealed for that session.
    init?(opening value: String, with key: SealingKey, session: String) {
        guard
            let sealed = Base64URL.decode(value), let bytes = key.open(sealed, context: Self.context + session),
            let members = try? JSONParser.parseObject(bytes.span), let title = members["title"]?.string
        else { return nil }
        self.init(title, members["text"]?.string)
    }

    /// The value of its cookie.
    func sealed(with key: SealingKey, session: String) -> String {
        var members: [(String, JSONValue)] = [("title", .string(Self.cut(title)))]
        if let text { members.append(("text", .string(Self.cut(text)))) }
        return Base64URL.encode(key.seal(JSONObject(members).serialized(), context: Self.context + session))
    }

    /// As pages show it.
    var shown: PageNotice { .done(title, text) }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > maximumBytes else { return text }
        var cut = String.UnicodeScalarView()
        var size = 0
        for scalar in text.unicodeScalars {
            size += UTF8.width(scalar)
            guard size < maximumBytes else { break }
            cut.append(scalar)
        }
        return String(cut) + "…"
    }
}
