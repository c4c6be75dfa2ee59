/// The paths that the authorization server answers itself.
package enum ReservedPaths {
    /// Paths of the issuer that stand alone.
    static let exact: [StaticString] = [
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/.well-known/jwks.json",
    ]

    /// Paths of the issuer that own everything below them.
    static let trees: [StaticString] = [
        "/oauth2", "/userinfo", "/login", "/consent", "/device", "/account", "/assets/gatehouse",
    ]

    /// Where applications' RFC 9728 documents are served, on any host.
    static let resourceMetadata: StaticString = "/.well-known/oauth-protected-resource"

    /// Says whether the issuer answers this canonical path on its own authority.
    package static func isIssuerPath(_ path: Span<UInt8>) -> Bool {
        for candidate in exact where matches(candidate, path, below: false) { return true }
        for candidate in trees where matches(candidate, path, below: true) { return true }
        return false
    }

    /// Says whether this canonical path is an application's RFC 9728 document.
    package static func isResourceMetadata(_ path: Span<UInt8>) -> Bool {
        matches(resourceMetadata, path, below: true)
    }

    private static func matches(_ candidate: StaticString, _ path: Span<UInt8>, below: Bool) -> Bool {
        let count = candidate.utf8CodeUnitCount
        guard path.count >= count else { return false }
        for index in 0..<count where candidate.utf8Start[index] != path[index] { return false }
        return path.count == count || (below && path[count] == UInt8(ascii: "/"))
    }
}
