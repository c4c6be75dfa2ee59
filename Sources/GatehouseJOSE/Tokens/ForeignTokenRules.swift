/// Says how the access tokens of another authorization server look.
package struct ForeignTokenRules: Sendable, Equatable {
    /// What `typ` may be: media types in lowercase, without their prefix.
    package var types: [String]
    /// What its tokens may be signed with.
    package var algorithms: [SigningAlgorithm]
    /// The claims that name the subject; the first that is there counts.
    package var subject: [String]
    /// The claims that name the client; the first that is there counts.
    package var client: [String]
    /// The claims that list scopes or roles, all of which count; nil for `scope` and `scp`, as in our own tokens.
    package var scopes: [String]?

    /// The claims that name the client in RFC 9068, OpenID Connect, and the tokens of Entra and Okta.
    package static let usualClientClaims = ["client_id", "azp", "appid", "cid"]

    /// Says how tokens look that follow RFC 9068.
    package init(
        types: [String] = ["at+jwt"],
        algorithms: [SigningAlgorithm] = SigningAlgorithm.allCases,
        subject: [String] = ["sub"],
        client: [String] = ForeignTokenRules.usualClientClaims,
        scopes: [String]? = nil
    ) {
        self.types = types
        self.algorithms = algorithms
        self.subject = subject
        self.client = client
        self.scopes = scopes
    }

    /// Whether a header with this `typ` is one of an access token; a header without one is not.
    func allows(type: String?) -> Bool {
        guard let type else { return false }
        return types.contains { type.isMediaType($0) }
    }
}

extension JSONObject {
    private static let maximumPathParts = 8

    /// The claim of that name, else the member that the name leads to when its points are steps: `realm_access.roles`.
    func claim(at name: String) -> JSONValue? {
        if let value = self[name] { return value }
        let steps = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (2...Self.maximumPathParts).contains(steps.count) else { return nil }
        var value = JSONValue.object(self)
        for step in steps {
            guard let next = value.object?[Substring(step).description] else { return nil }
            value = next
        }
        return value
    }
}
