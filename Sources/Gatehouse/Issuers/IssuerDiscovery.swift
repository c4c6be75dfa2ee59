import GatehouseJOSE

/// Finds an issuer's keys by what it publishes of itself (RFC 8414, OpenID Connect Discovery 1.0).
enum IssuerDiscovery {
    /// Why a document is not believed.
    struct Refusal: Error, Equatable {
        let message: String
    }

    /// The longest document that is read, in bytes.
    static let maximumBytes = 65_536

    private static let maximumDepth = 16

    /// Where the document may be, in the order in which it is asked for.
    ///
    /// OpenID Connect appends to the issuer, as Keycloak, Entra and Auth0 do; RFC 8414 §3.1 puts the well-known part
    /// between host and path.
    static func locations(of issuer: String) -> [String] {
        guard let parts = IssuerURL.parts(issuer) else { return [] }
        let path = parts.path.utf8.last == UInt8(ascii: "/") ? String(parts.path.dropLast()) : parts.path
        let appended = "\(parts.origin)\(path)/.well-known/openid-configuration"
        let inserted = "\(parts.origin)/.well-known/oauth-authorization-server\(path)"
        return [appended, inserted]
    }

    /// Reads the place of the keys from a document, which must be that of exactly this issuer (RFC 8414 §3.3).
    static func keysURL(in bytes: [UInt8], of issuer: String) throws(Refusal) -> String {
        let document: JSONObject
        do {
            document = try JSONParser.parseObject(
                bytes.span,
                maximumDepth: maximumDepth,
                maximumBytes: maximumBytes
            )
        } catch {
            throw Refusal(message: "the discovery document is not a JSON object")
        }
        guard let name = document["issuer"]?.string, name.hasSameBytes(as: issuer) else {
            throw Refusal(message: "the discovery document is that of another issuer")
        }
        guard let url = document["jwks_uri"]?.string else {
            throw Refusal(message: "the discovery document has no jwks_uri")
        }
        guard isAcceptable(url, for: issuer) else {
            throw Refusal(message: "the jwks_uri of the discovery document is not an https URL")
        }
        return url
    }

    /// Whether keys may be fetched there: an issuer elsewhere has no business with what listens on this machine.
    static func isAcceptable(_ url: String, for issuer: String) -> Bool {
        guard let parts = IssuerURL.parts(url, allowsQuery: true), let own = IssuerURL.parts(issuer) else {
            return false
        }
        return own.isLoopback || !parts.isLoopback
    }
}
