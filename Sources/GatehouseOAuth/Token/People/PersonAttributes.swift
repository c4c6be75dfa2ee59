import GatehouseJOSE

/// Chooses the attributes of people that tokens carry (`claims:` of a policy).
enum PersonAttributes {
    /// Claims with a meaning of their own: no attribute may pass for one of them.
    private static let reserved: Set<String> = [
        // RFC 7519 §4.1, RFC 9068 §2.2
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "scope", "scp", "auth_time", "acr", "amr",
        // RFC 7800 §3.1, RFC 8693 §4, OpenID Connect Core §2, Back-Channel Logout §2.4
        "cnf", "act", "may_act", "azp", "nonce", "at_hash", "c_hash", "s_hash", "sid", "events",
    ]

    /// The attributes that the applications with one of these audiences ask for.
    static func claims(_ attributes: [String: [String]], audience: [String], catalog: ScopeCatalog) -> JSONObject {
        var claims = JSONObject()
        for name in names(audience: audience, catalog: catalog) {
            switch attributes[name] {
            case let values? where values.count == 1: claims[name] = .string(values[0])
            case let values? where !values.isEmpty: claims[name] = .array(values.map { .string($0) })
            default: break
            }
        }
        return claims
    }

    /// The claims of an earlier token that may be passed on to these audiences.
    static func claims(of token: JSONObject, audience: [String], catalog: ScopeCatalog) -> JSONObject {
        var claims = JSONObject()
        for name in names(audience: audience, catalog: catalog) {
            claims[name] = token[name]
        }
        return claims
    }

    private static func names(audience: [String], catalog: ScopeCatalog) -> [String] {
        let applications = catalog.applications.filter { application in
            !application.personClaims.isEmpty && audience.contains(where: application.audience.hasSameBytes(as:))
        }
        return ScopeSet(applications.flatMap(\.personClaims)).names.filter { !reserved.contains($0) }
    }
}
