package import GatehouseJOSE

/// Describes one application to clients (RFC 9728).
package enum ProtectedResource {
    private static let wellKnown = "/.well-known/oauth-protected-resource"

    /// The document for a request of `path` at `host`; nil if no application is mounted exactly there.
    package static func document(
        host: String,
        path: String,
        catalog: any CatalogSource,
        issuer: String
    ) -> JSONObject? {
        guard let prefix = mountPoint(path) else { return nil }
        let root = prefix.isEmpty ? "/" : prefix
        guard let application = catalog.application(authority: host, path: root) else { return nil }
        // RFC 9728 §3.3: the address inserted into is the resource; a path below it would be another one.
        guard application.prefix.hasSameBytes(as: prefix) else { return nil }
        return document(application, issuer: issuer)
    }

    private static func document(_ application: CatalogApplication, issuer: String) -> JSONObject {
        let scopes = application.advertisedScopes
        let issuers = (application.acceptsOwnIssuer ? [issuer] : []) + application.otherIssuers
        var members: [(String, JSONValue)] = [
            ("resource", .string(application.publicURL)),
            ("authorization_servers", .array(issuers.map { .string($0) })),
        ]
        // RFC 9728 §3.2: members with zero elements are omitted.
        if !scopes.isEmpty {
            members.append(("scopes_supported", .array(scopes.map { .string($0) })))
        }
        members += [
            ("bearer_methods_supported", ["header"]),
            ("dpop_signing_alg_values_supported", .array(SigningAlgorithm.allCases.map { .string($0.rawValue) })),
            ("tls_client_certificate_bound_access_tokens", true),
            ("resource_name", .string(application.name)),
        ]
        return JSONObject(members)
    }

    /// RFC 9728 §3.1: what follows the well-known name is the path of the resource; one slash alone is the root.
    private static func mountPoint(_ path: String) -> String? {
        guard path.utf8.starts(with: wellKnown.utf8) else { return nil }
        let rest = path.utf8.dropFirst(wellKnown.utf8.count)
        guard let first = rest.first else { return "" }
        guard first == UInt8(ascii: "/") else { return nil }
        return rest.count == 1 ? "" : String(Substring(rest))
    }
}
