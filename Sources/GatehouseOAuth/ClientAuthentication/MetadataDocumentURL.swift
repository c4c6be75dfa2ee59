import Crypto
import GatehouseJOSE

/// The URL of a document that describes a client, and so the client's name (Client ID Metadata Document, §3).
struct MetadataDocumentURL: Sendable {
    private static let maximumBytes = 500

    let value: String
    /// Who answers for the client.
    let host: String

    /// Nil for what is no such URL: https, with a path, without user name, fragment, query and dot segments.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumBytes, text.utf8.starts(with: "https://".utf8) else { return nil }
        guard let uri = AbsoluteURI(text), let host = uri.host, !host.isEmpty else { return nil }
        guard !uri.hasFragment, !uri.hasUserInfo, !text.utf8.contains(UInt8(ascii: "?")) else { return nil }
        let path = text.utf8.dropFirst("https://".utf8.count).drop { $0 != UInt8(ascii: "/") }
        guard !path.isEmpty, !Self.hasDotSegment(path) else { return nil }
        value = text
        self.host = host
    }

    // RFC 3986 §5.2.4; an escaped dot is a dot, too (§6.2.2.2).
    private static func hasDotSegment(_ path: Substring.UTF8View) -> Bool {
        path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .contains { segment in
                let plain = String(decoding: segment, as: UTF8.self).lowercased()
                return [".", "..", "%2e", "%2e.", ".%2e", "%2e%2e"].contains(plain)
            }
    }

    /// The id under which the client is kept: a digest, because ids have no slashes.
    var storedID: ClientID? {
        ClientID("cimd-" + String(Base64URL.encode(Array(SHA256.hash(data: Array(value.utf8)))).prefix(22)))
    }
}
