import GatehousePolicy

/// Holds what `gateway.yaml` sets, as text, each with its place.
package struct GatewayFile: Sendable, Equatable {
    /// The texts by key; one text for a setting that is not a list.
    private(set) var values: [SettingKey: [String]] = [:]
    private(set) var locations: [SettingKey: SourceLocation] = [:]
    /// The elements of `trusted_issuers`.
    private(set) var trustedIssuers: [TrustedIssuerSettings] = []
    /// What is wrong with its shape: unknown keys, keys of later versions, lists in place of texts.
    private(set) var problems: [ConfigurationProblem] = []

    /// An empty file.
    init() {}

    /// Reads the keys of a parsed document.
    init(_ root: LocatedNode) {
        switch root.content {
        case .mapping(let entries): read(entries, below: "")
        case .scalar("", isPlain: true): break
        default: report(root, "gateway.yaml has no settings", "write a mapping such as `listen: 127.0.0.1:8080`")
        }
    }

    private mutating func read(_ entries: [LocatedEntry], below prefix: String) {
        var seen: Set<String> = []
        for entry in entries {
            guard let name = entry.key.text else {
                report(entry.key, "a key must be a word")
                continue
            }
            let path = prefix + name
            guard seen.insert(path).inserted else {
                report(entry.key, "\(path) stands here twice")
                continue
            }
            read(path, entry)
        }
    }

    private mutating func read(_ path: String, _ entry: LocatedEntry) {
        if let reason = SettingKey.later[path] {
            report(entry.key, "\(path) cannot be set: \(reason)")
        } else if path == SettingKey.policies.rawValue {
            let reason = "the directory is found before this file is read; use --policies"
            report(entry.key, "policies cannot be set here", reason)
        } else if path == SettingKey.key.rawValue {
            report(
                entry.key,
                "key cannot be set here",
                "a secret does not belong in a file that is shared; use key_file"
            )
        } else if let key = SettingKey(rawValue: path) {
            readValue(of: key, entry)
        } else if SettingKey.allCases.contains(where: { $0.rawValue.hasPrefix("\(path).") }) {
            readSection(path, entry)
        } else {
            let known =
                SettingKey.allCases.filter { ![.policies, .key].contains($0) }.map(\.rawValue)
                + ["tokens", "limits", "sign_in", "clients", "decisions", "tls"]
            report(entry.key, "there is no setting \(path)", Suggestion.nearest(to: path, among: known))
        }
    }

    private mutating func readSection(_ path: String, _ entry: LocatedEntry) {
        switch entry.value.content {
        case .mapping(let entries): read(entries, below: "\(path).")
        case .scalar("", isPlain: true): break
        default: report(entry.value, "\(path) holds settings of its own", "write them below it, indented")
        }
    }

    private mutating func readValue(of key: SettingKey, _ entry: LocatedEntry) {
        locations[key] = entry.value.location
        if key == .trustedIssuers {
            let read = Self.trustedIssuers(entry.value)
            trustedIssuers = read.issuers
            problems += read.problems
            return
        }
        switch entry.value.content {
        case .scalar(let text, let isPlain):
            guard !(isPlain && ["", "~", "null"].contains(text)) else {
                return report(entry.key, "\(key.rawValue) has no value", "write one, or leave the key out")
            }
            values[key] = [text]
        case .sequence(let elements) where key == .certificates:
            let read = Self.certificates(elements)
            values[key] = read.texts
            problems += read.problems
        case .sequence(let elements) where key.isList:
            readList(of: key, elements)
        case .sequence:
            report(entry.value, "\(key.rawValue) is one value, not a list")
        case .mapping:
            report(entry.value, "\(key.rawValue) is \(key.isList ? "a list" : "one value"), not a mapping")
        }
    }

    private mutating func readList(of key: SettingKey, _ elements: [LocatedNode]) {
        var texts: [String] = []
        for element in elements {
            if let text = element.text {
                texts.append(text)
            } else {
                report(element, "an element of \(key.rawValue) must be a text")
            }
        }
        values[key] = texts
    }

    private mutating func report(_ node: LocatedNode, _ message: String, _ suggestion: String? = nil) {
        problems.append(ConfigurationProblem(node.location.description, message, suggestion: suggestion))
    }
}
