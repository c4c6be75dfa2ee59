import GatehouseOAuth
import GatehouseTestSupport

@testable import GatehouseControl

/// What a browser sends with the form of a client.
struct ClientFormSubmission {
    typealias Fields = [(name: String, value: String)]

    /// The fields of a form for people, with changes; nil leaves a field out.
    static func code(_ changes: [String: String?] = [:], scopes: [String] = ["openid", "tstapp_data.read"]) -> Fields {
        let usual: Fields = [
            ("name", "Reporting Studio"), ("application", "tstapp"), ("kind", "confidential"),
            ("policy_uri", "https://reporting.example.test/privacy"),
            ("tos_uri", "https://reporting.example.test/terms"), ("logo_uri", ""),
            ("redirect_uri", "https://reporting.example.test/auth"), ("access_token_seconds", ""),
            ("refresh_token_seconds", ""),
        ]
        return changed(usual, changes) + scopes.map { (name: "scope", value: $0) }
    }

    /// The fields of a form for a service, with changes.
    static func service(_ changes: [String: String?] = [:], scopes: [String] = ["tstapp_data.read"]) -> Fields {
        let usual: Fields = [
            ("name", "Night export"), ("application", "tstapp"), ("auth", "client_secret"), ("jwks", ""),
            ("jwks_uri", ""), ("access_token_seconds", ""),
        ]
        return changed(usual, changes) + scopes.map { (name: "scope", value: $0) }
    }

    private static func changed(_ usual: Fields, _ changes: [String: String?]) -> Fields {
        let kept = usual.filter { changes[$0.name] == nil }
        let new: Fields = changes.sorted { $0.key < $1.key }
            .compactMap { name, value in value.map { (name: name, value: $0) } }
        return kept + new
    }
}

extension CollectedResponse {
    /// The value of a hidden field.
    func hidden(_ name: String) -> String? {
        reading.all("input").first { $0["type"] == "hidden" && $0["name"] == name }?["value"]
    }

    /// The `<b>` parts and all other text of the page, without tags and with its characters as they are meant.
    var words: String {
        var text = ""
        var isTag = false
        for character in self.text {
            if character == "<" {
                isTag = true
            } else if character == ">" {
                isTag = false
            } else if !isTag {
                text.append(character)
            }
        }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}

extension DashboardFixture {
    /// The draft that a fresh form carries.
    func draft(_ path: String) async throws -> (name: String, value: String) {
        (name: "draft", value: try await get(path).hidden("draft") ?? "")
    }

    /// Sends a fresh form.
    func create(_ path: String, _ fields: ClientFormSubmission.Fields) async throws -> CollectedResponse {
        try await post(path, [try await draft(path)] + fields)
    }

    /// The client of that id, as it stands.
    func client(_ id: String) async throws -> Client? {
        guard let id = ClientID(id) else { return nil }
        return try await store.client(id)
    }

    /// All clients whose name this is.
    func clients(named name: String) async throws -> [Client] {
        try await store.clients(ClientQuery(limit: 500)).items.filter { $0.name == name }
    }
}
