import GatehouseControl
import GatehousePolicy

extension ApplicationDraft {
    /// The keys of a document that a draft has; it knows nothing of the others.
    static let documentKeys = [
        "application", "name", "upstream", "hosts", "prefix", "strip_prefix", "audience", "scopes", "routes",
    ]

    /// Reads what a document says of an application.
    init(document root: LocatedNode) {
        self.init()
        guard case .mapping(let entries) = root.content else { return }
        for entry in entries { read(entry) }
    }

    /// The same draft as it is read back from its document; throws what is wrong with a requirement.
    func canonical() throws(YAMLRefusal) -> ApplicationDraft {
        var draft = self
        for path in [\ApplicationDraft.key, \.name, \.prefix, \.audience] { Self.dropMark(&draft[keyPath: path]) }
        for index in draft.upstreams.indices { Self.dropMark(&draft.upstreams[index]) }
        for index in draft.hosts.indices { Self.dropMark(&draft.hosts[index]) }
        for index in draft.scopes.indices {
            Self.dropMark(&draft.scopes[index].name)
            Self.dropMark(&draft.scopes[index].text)
        }
        for index in draft.routes.indices { Self.dropMark(&draft.routes[index].match) }
        if draft.prefix.utf8.elementsEqual("/".utf8) { draft.prefix = "" }
        for index in draft.routes.indices {
            draft.routes[index].requirement = try RequirementText(typed: draft.routes[index].requirement).line
        }
        return draft
    }

    /// The parser takes U+FEFF at the beginning of a text for a byte order mark and drops it.
    private static func dropMark(_ text: inout String) {
        text.unicodeScalars = String.UnicodeScalarView(text.unicodeScalars.drop { $0 == "\u{FEFF}" })
    }

    private mutating func read(_ entry: LocatedEntry) {
        let value = entry.value
        switch entry.key.text {
        case "application": key = value.text ?? ""
        case "name": name = value.text ?? ""
        case "upstream": upstreams = Self.texts(value)
        case "hosts": hosts = Self.texts(value)
        case "prefix": prefix = value.text == "/" ? "" : value.text ?? ""
        case "strip_prefix": stripPrefix = value.text == "true"
        case "audience": audience = value.text ?? ""
        case "scopes": scopes = Self.entries(value).map(Self.scope)
        case "routes":
            routes = Self.entries(value)
                .map { Route(match: $0.key.text ?? "", requirement: RequirementText($0.value).line) }
        default: break
        }
    }

    private static func scope(_ entry: LocatedEntry) -> Scope {
        let name = entry.key.text ?? ""
        guard case .mapping(let fields) = entry.value.content else {
            return Scope(name: name, text: entry.value.text ?? "")
        }
        let text = fields.first { $0.key.text == "text" }?.value.text ?? ""
        let assigned = fields.first { $0.key.text == "assigned" }?.value.text == "true"
        return Scope(name: name, text: text, isAssigned: assigned)
    }

    private static func texts(_ node: LocatedNode) -> [String] {
        switch node.content {
        case .scalar(let text, _): [text]
        case .sequence(let elements): elements.map { $0.text ?? "" }
        case .mapping: []
        }
    }

    private static func entries(_ node: LocatedNode) -> [LocatedEntry] {
        if case .mapping(let entries) = node.content { entries } else { [] }
    }
}
