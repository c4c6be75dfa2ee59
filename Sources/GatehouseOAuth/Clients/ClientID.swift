/// The name of a client: 1 to 200 characters of visible ASCII without colon and slash.
package struct ClientID: Hashable, Sendable {
    /// The name as clients send it.
    package let value: String

    /// Answers nil for what cannot be the name of a client.
    package init?(_ value: String) {
        guard (1...200).contains(value.utf8.count) else { return nil }
        // RFC 6749 §2.3.1 joins the id and the secret with a colon; a slash or dots alone would leave the path of its page.
        guard value != ".", value != ".." else { return nil }
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3A && $0 != 0x2F }) else { return nil }
        self.value = value
    }
}

extension ClientID: CustomStringConvertible {
    package var description: String { value }
}

extension ClientID: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ClientID(text) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not a client id")
            )
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
