import GatehouseOAuth

/// Puts clients into words for people.
enum ClientText {
    static func table(_ clients: [ClientSummary]) -> String {
        guard !clients.isEmpty else { return "There are no clients." }
        var table = TextTable(["CLIENT", "APPLICATION", "NAME", "GRANTS", "SCOPES", "STATE"])
        for client in clients {
            table.add([
                client.clientID, client.application, client.name, client.grants.joined(separator: " "),
                client.scopes.joined(separator: " "), client.disabledAt == nil ? "enabled" : "disabled",
            ])
        }
        return table.text
    }

    static func created(_ created: CreatedClient) -> String {
        guard let secret = created.clientSecret else { return card(created.client) }
        return """
            client_id      \(created.client.clientID)
            client_secret  \(secret)

            Keep the secret now: only its digest is stored, so it cannot be shown again.
            """
    }

    static func registration(_ made: RegistrationTokenSummary) -> String {
        """
        token  \(made.token)

        It registers one client of \(made.application), until \(WallTime(seconds: made.expiresAt).secondText).
        """
    }

    static func card(_ client: ClientSummary) -> String {
        var table = TextTable(["client_id", client.clientID])
        table.add(["application", client.application])
        table.add(["name", client.name])
        table.add(["kind", client.isPublic ? "public" : "confidential"])
        table.add(["grants", client.grants.joined(separator: " ")])
        table.add(["scopes", client.scopes.isEmpty ? "none" : client.scopes.joined(separator: " ")])
        for uri in client.redirectURIs { table.add(["redirect", uri]) }
        if let uri = client.policyURI { table.add(["privacy policy", uri]) }
        if let uri = client.termsOfServiceURI { table.add(["terms of service", uri]) }
        table.add(["created", WallTime(seconds: client.createdAt).secondText])
        let disabled = client.disabledAt.map { "disabled since \(WallTime(seconds: $0).secondText)" }
        table.add(["state", disabled ?? "enabled"])
        for secret in client.secrets { table.add(["secret", words(for: secret)]) }
        return table.text
    }

    private static func words(for secret: SecretSummary) -> String {
        let used = secret.lastUsedAt.map { "last used \(WallTime(seconds: $0).secondText)" } ?? "never used"
        return "\(secret.id) (\(secret.label)), made \(WallTime(seconds: secret.createdAt).secondText), \(used)"
    }
}
