import GatehouseJOSE
import GatehouseOAuth

/// What becomes different in one setting; secrets and keys are only said to be others.
struct FieldChange: Sendable, Equatable {
    /// How a setting is shown.
    enum Kind: Sendable, Equatable {
        case single
        case list
        /// Never shown.
        case hidden
    }

    /// The key in a policy file.
    let field: String
    let kind: Kind
    /// The values before; empty for none, and where they are hidden.
    let before: [String]
    /// The values after.
    let after: [String]

    /// A secret that was read from a file.
    static let secret = FieldChange(field: "secret", kind: .hidden, before: [], after: [])

    /// What is only in the later list.
    var added: [String] { after.filter { value in !before.contains { $0.hasSameBytes(as: value) } } }
    /// What is only in the earlier list.
    var removed: [String] { before.filter { value in !after.contains { $0.hasSameBytes(as: value) } } }
}

extension [FieldChange] {
    /// What makes the one client the other; from nil, everything that is said about it.
    init(from before: ClientSummary?, to after: ClientSummary) {
        let (known, wanted) = (before.map { ClientFields($0) }, ClientFields(after))
        let (earlier, later) = (known?.values ?? [:], wanted.values)
        let names = Set(earlier.keys).union(later.keys).sorted { ClientFields.precedes($0, $1) }
        self = names.compactMap { name in
            let (old, new) = (earlier[name] ?? [], later[name] ?? [])
            guard !old.elementsEqual(new, by: { $0.hasSameBytes(as: $1) }) else { return nil }
            // A set of keys is long, and somebody could have written private ones by mistake.
            if name == "jwks" { return FieldChange(field: name, kind: .hidden, before: [], after: []) }
            let kind: FieldChange.Kind = ClientFields.lists.contains(name) ? .list : .single
            return FieldChange(field: name, kind: kind, before: old, after: new)
        }
        // What cannot be told must not look like nothing.
        if known?.isWhole == false || !wanted.isWhole, before?.profile != after.profile {
            append(FieldChange(field: "settings", kind: .hidden, before: [], after: []))
        }
    }
}

/// What is said about a client, by the keys of a policy file.
private struct ClientFields {
    static let lists = ["grant", "scopes", "redirect_uris", "post_logout_redirect_uris", "certificate_thumbprints"]
    /// These come first, the others after them by name.
    private static let leading = ["name", "grant", "scopes", "public", "redirect_uris"]
    /// What the server keeps for itself, or what a step says in other words.
    private static let internals = [
        "source", "has_logo", "consents_since", "registration_token_digest", "metadata_document", "granted_scopes",
        "withdrawn", "declared_in",
    ]

    private(set) var values: [String: [String]] = [:]
    /// Whether the settings are among them.
    let isWhole: Bool

    init(_ client: ClientSummary) {
        values["name"] = [client.name]
        values["grant"] = client.grants
        values["scopes"] = client.scopes
        values["public"] = client.isPublic ? ["true"] : nil
        values["redirect_uris"] = client.redirectURIs
        values["policy_uri"] = client.policyURI.map { [$0] }
        values["tos_uri"] = client.termsOfServiceURI.map { [$0] }
        // Its members are named as in a policy file.
        let profile = try? JSONObject(encoding: client.profile)
        isWhole = profile != nil
        for member in profile?.members ?? [] where !Self.internals.contains(member.name) {
            values[member.name] = Self.texts(member.value)
        }
    }

    static func precedes(_ one: String, _ other: String) -> Bool {
        let ranks = [one, other].map { leading.firstIndex(of: $0) ?? leading.count }
        return (ranks[0], one) < (ranks[1], other)
    }

    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap(texts)
        case .string(let text): [text]
        case .integer(let number): ["\(number)"]
        case .bool(let flag): ["\(flag)"]
        case .null, .number, .object: [String(decoding: value.serialized(), as: UTF8.self)]
        }
    }
}
