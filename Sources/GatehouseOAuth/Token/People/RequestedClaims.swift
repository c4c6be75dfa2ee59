import GatehouseJOSE

/// The claims that a client asked for one by one (OpenID Connect Core §5.5).
package struct RequestedClaims: Sendable, Equatable {
    /// Those for the ID token.
    package let idToken: [String]
    /// Those for the UserInfo endpoint.
    package let userInfo: [String]

    /// Nothing was asked for.
    package static let none = RequestedClaims(idToken: [], userInfo: [])

    private static let maximumDepth = 8
    private static let maximumBytes = 8_192

    private init(idToken: [String], userInfo: [String]) {
        self.idToken = idToken
        self.userInfo = userInfo
    }

    /// Reads the `claims` parameter; what cannot be read asks for nothing.
    package init(_ text: String?) {
        guard
            let text,
            let object = try? JSONParser.parseObject(
                text.utf8Span.span,
                maximumDepth: Self.maximumDepth,
                maximumBytes: Self.maximumBytes
            )
        else {
            self = .none
            return
        }
        idToken = Self.names(object["id_token"])
        userInfo = Self.names(object["userinfo"])
    }

    private static func names(_ member: JSONValue?) -> [String] {
        member?.object?.members.map(\.name) ?? []
    }
}
