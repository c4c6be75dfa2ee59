import GatehouseOAuth

/// What is wrong with a form, by field, in the order of the fields.
struct ClientFormProblems: Sendable, Equatable {
    /// The field as the form has it, and what to do.
    private var found: [(field: String, text: String)] = []

    init() {}

    static func == (one: ClientFormProblems, other: ClientFormProblems) -> Bool {
        one.found.elementsEqual(other.found) { $0.field == $1.field && $0.text == $1.text }
    }

    /// What the domain refuses; the positions of redirect URIs are those of the form.
    init(_ refusals: [FieldRefusal], values: ClientFormValues) {
        let places = values.typedRedirects.map(\.place)
        for refusal in refusals {
            let field = Self.formField(refusal.field, places: places)
            note(field, Self.text(refusal.refusal))
        }
    }

    var isEmpty: Bool { found.isEmpty }

    /// Notes one more problem; a field keeps its first.
    mutating func note(_ field: String, _ text: String) {
        guard self[field] == nil else { return }
        found.append((field, text))
    }

    /// What is wrong with a field.
    subscript(_ field: String) -> String? { found.first { $0.field == field }?.text }

    /// Every field once, in the order of the form.
    var inOrder: [(field: String, text: String)] {
        let ranks = Self.order
        return found.enumerated()
            .sorted { one, other in
                let first = ranks.firstIndex(of: Self.stem(one.element.field)) ?? ranks.count
                let second = ranks.firstIndex(of: Self.stem(other.element.field)) ?? ranks.count
                return (first, one.offset) < (second, other.offset)
            }
            .map(\.element)
    }

    private static let order = [
        "name", "application", "kind", "policy_uri", "tos_uri", "logo_uri", "redirect_uri", "scope", "auth", "jwks",
        "jwks_uri", "access_token_seconds", "refresh_token_seconds", "first_party",
    ]

    private static func stem(_ field: String) -> String { String(field.prefix { $0 != "." }) }

    /// The message with what to write instead.
    static func text(_ refusal: AdminRefusal) -> String {
        refusal.suggestion.map { "\(refusal.message) \($0)" } ?? refusal.message
    }

    /// The domain's names are those of RFC 7591, the form's are those of its fields.
    private static func formField(_ field: String, places: [Int]) -> String {
        let parts = field.split(separator: ".").map(String.init)
        let name = parts.first { $0 != "settings" } ?? ""
        switch name {
        case "redirect_uris":
            guard let position = parts.last.flatMap({ Int($0) }), places.indices.contains(position) else {
                return "redirect_uri.0"
            }
            return "redirect_uri.\(places[position])"
        case "scopes", "grants": return "scope"
        case "logo": return "logo_uri"
        case "public": return "kind"
        case "token_endpoint_auth_method": return "auth"
        default: return name
        }
    }
}
