import GatehouseJOSE

/// A request to the registration endpoint, or to what it made (RFC 7591 §3.1, RFC 7592 §2).
package struct RegistrationRequest: Sendable {
    /// The most bytes that the metadata may have.
    package static let maximumBytes = 65_536

    /// The JSON text that was posted.
    package let body: [UInt8]
    /// The field `Authorization`.
    package let authorization: String?
    /// Where the request came from.
    package let address: String?
    /// When it came, in Unix seconds.
    package let now: Int64

    package init(body: [UInt8] = [], authorization: String?, address: String?, now: Int64) {
        self.body = body
        self.authorization = authorization
        self.address = address
        self.now = now
    }

    /// What was posted.
    var document: JSONObject {
        get throws(OAuthError) {
            do {
                return try JSONParser.parseObject(body.span, maximumDepth: 8, maximumBytes: Self.maximumBytes)
            } catch {
                throw OAuthError(.invalidClientMetadata, "The body is not a JSON object of at most 64 KiB.")
            }
        }
    }

    /// RFC 6750 §2.1: the bearer token; nil if there is none.
    var token: Secret<String>? {
        guard let authorization else { return nil }
        let parts = authorization.utf8.split(separator: 0x20, maxSplits: 1)
        guard parts.count == 2, parts[0].elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }) else { return nil }
        return Secret(String(Substring(parts[1])))
    }
}
