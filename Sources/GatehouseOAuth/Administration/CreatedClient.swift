/// A client with the secret that was made for it just now; encodes as one flat object.
package struct CreatedClient: Codable, Sendable, Equatable {
    /// The client after the change.
    package let client: ClientSummary
    /// The secret, never shown again; nil for a public client.
    package let clientSecret: String?

    package init(client: ClientSummary, clientSecret: String?) {
        self.client = client
        self.clientSecret = clientSecret
    }

    private enum CodingKeys: String, CodingKey {
        case clientSecret = "client_secret"
    }

    package init(from decoder: any Decoder) throws {
        client = try ClientSummary(from: decoder)
        clientSecret = try decoder.container(keyedBy: CodingKeys.self)
            .decodeIfPresent(
                String.self,
                forKey: .clientSecret
            )
    }

    package func encode(to encoder: any Encoder) throws {
        try client.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(clientSecret, forKey: .clientSecret)
    }
}
