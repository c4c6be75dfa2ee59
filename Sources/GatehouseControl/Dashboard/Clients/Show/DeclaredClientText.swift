import GatehouseOAuth

/// A client as a policy file writes it under `clients:`.
enum DeclaredClientText {
    /// The entry, with what is known of it; where the secret or the keys are found is only in the file.
    static func entry(_ client: ClientSummary) -> SnippetText {
        var lines: [SnippetText] = [
            "clients:", "  - id: \"\(code: client.clientID)\"", "    name: \"\(code: client.name)\"",
        ]
        let grants = client.grants.map { SnippetText("\(code: $0)") }
        lines.append("    grant: [\(SnippetText.list(grants, separator: ", "))]")
        lines.append("    scopes: [\(quoted(client.scopes))]")
        if client.isPublic { lines.append("    public: true") }
        if !client.redirectURIs.isEmpty { lines.append("    redirect_uris: [\(quoted(client.redirectURIs))]") }
        if let policyURI = client.policyURI { lines.append("    policy_uri: \"\(code: policyURI)\"") }
        if let termsURI = client.termsOfServiceURI { lines.append("    tos_uri: \"\(code: termsURI)\"") }
        switch SnippetFacts.Proof(client) {
        case .secret: lines.append("    secret_file: \(gap: "# the file with its secret")")
        case .key where client.profile.keysURI == nil: lines.append("    jwks_file: \(gap: "# the file with its keys")")
        case .key:
            lines.append("    token_endpoint_auth_method: private_key_jwt")
            lines.append("    jwks_uri: \"\(code: client.profile.keysURI ?? "")\"")
        case .none, .certificate: break
        }
        if let seconds = client.profile.accessTokenSeconds {
            lines.append("    access_token_seconds: \(code: String(seconds))")
        }
        if let seconds = client.profile.refreshTokenSeconds {
            lines.append("    refresh_token_seconds: \(code: String(seconds))")
        }
        return SnippetText.list(lines, separator: "\n")
    }

    private static func quoted(_ texts: [String]) -> SnippetText {
        SnippetText.list(texts.map { "\"\(code: $0)\"" }, separator: ", ")
    }
}
