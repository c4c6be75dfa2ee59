import GatehouseControl
import GatehousePolicy

/// Writes a draft as a policy document, as a person would.
enum ApplicationText {
    /// The order in which a document has its keys.
    static let order = [
        "application", "name", "upstream", "balance", "host_header", "health_check", "ejection", "slow_start_seconds",
        "concurrency", "retries", "resolve_seconds", "timeouts", "size_limits", "hosts", "prefix", "strip_prefix",
        "audience", "claims", "cors", "limits",
        "paths",
        "forward_token", "case_sensitive_upstream", "stream_past_expiry", "insecure_shared_origin", "scopes", "routes",
        "clients", "grants", "examples",
    ]

    /// The whole document of a canonical draft, with entries that a draft knows nothing of.
    static func document(_ draft: ApplicationDraft, others: [LocatedEntry] = []) throws(YAMLRefusal) -> String {
        var blocks: [(rank: Int, lines: [String])] = []
        for key in ApplicationDraft.documentKeys {
            if let lines = try lines(of: key, in: draft) { blocks.append((rank(key), lines)) }
        }
        for entry in others { blocks.append((rank(entry.key.text ?? ""), lines(of: entry))) }
        let sorted = blocks.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
        return sorted.flatMap(\.element.lines).map { $0 + "\n" }.joined()
    }

    /// Where a key stands among the others.
    static func rank(_ key: String) -> Int {
        order.firstIndex(of: key) ?? order.count
    }

    /// The lines of a key; nil if the document does without it.
    static func lines(of key: String, in draft: ApplicationDraft) throws(YAMLRefusal) -> [String]? {
        switch key {
        case "scopes": return block(key, draft.scopes.map { line($0) })
        case "routes":
            var lines: [String] = []
            for route in draft.routes { lines.append(try line(route)) }
            return block(key, lines)
        default: return value(of: key, in: draft).map { ["\(key): \($0)"] }
        }
    }

    /// The value of a key that fits into its line; nil if the document does without it.
    static func value(of key: String, in draft: ApplicationDraft) -> String? {
        switch key {
        case "application": YAMLText.scalar(draft.key)
        case "name": text(draft.name)
        case "upstream": draft.upstreams.count == 1 ? YAMLText.scalar(draft.upstreams[0]) : list(draft.upstreams)
        case "hosts": list(draft.hosts)
        case "prefix": text(draft.prefix)
        case "strip_prefix": draft.stripPrefix ? "true" : nil
        case "audience": text(draft.audience)
        default: nil
        }
    }

    /// The value of a scope.
    static func value(_ scope: ApplicationDraft.Scope) -> String {
        scope.isAssigned
            ? "{ text: \(YAMLText.scalar(scope.text, inFlow: true)), assigned: true }" : YAMLText.scalar(scope.text)
    }

    /// A scope's line, without indentation.
    static func line(_ scope: ApplicationDraft.Scope) -> String {
        "\(YAMLText.scalar(scope.name)): \(value(scope))"
    }

    /// A route's line, without indentation.
    static func line(_ route: ApplicationDraft.Route) throws(YAMLRefusal) -> String {
        "\(YAMLText.scalar(route.match)): \(try RequirementText(typed: route.requirement).yaml)"
    }

    private static func block(_ key: String, _ lines: [String]) -> [String]? {
        lines.isEmpty ? nil : ["\(key):"] + lines.map { "  " + $0 }
    }

    private static func text(_ text: String) -> String? {
        text.isEmpty ? nil : YAMLText.scalar(text)
    }

    private static func list(_ texts: [String]) -> String? {
        texts.isEmpty ? nil : "[" + texts.map { YAMLText.scalar($0, inFlow: true) }.joined(separator: ", ") + "]"
    }

    private static func lines(of entry: LocatedEntry) -> [String] {
        let key = entry.key.text.map { YAMLText.scalar($0) } ?? YAMLText.flow(entry.key)
        switch entry.value.content {
        case .sequence(let elements) where !elements.isEmpty && elements.allSatisfy({ $0.text == nil }):
            return ["\(key):"] + elements.map { "  - " + YAMLText.flow($0) }
        default: return ["\(key): \(YAMLText.flow(entry.value))"]
        }
    }
}
