import GatehouseJOSE

/// Where the answer to an authorization request goes: the proof that client and redirect URI belong together.
///
/// Nothing else can redirect a browser to a client, and only a match makes one.
package struct RedirectTarget: Sendable, Equatable {
    /// The whole redirect URI, as it was sent or else as it is registered.
    package let uri: String
    /// The parameter `redirect_uri` as it was sent; the token request has to repeat it (RFC 6749 §4.1.3).
    package let sentURI: String?
    /// The client's name.
    package let clientName: String
    /// RFC 6749 §4.1.1: returned unchanged.
    let state: String?
    let mode: ResponseMode
    /// RFC 9207 §2: goes into every answer.
    private let issuer: String

    private static let refusal = OAuthError(
        .invalidRequest,
        "The redirect_uri is none of those that are registered for the client."
    )

    private init(uri: String, sentURI: String?, client: Client, parameters: Parameters, issuer: String) {
        self.uri = uri
        self.sentURI = sentURI
        self.issuer = issuer
        clientName = client.name
        state = parameters["state"].flatMap { AuthorizationLimits.isState($0) ? $0 : nil }
        // An answer in a mode that cannot be used would not arrive.
        mode = parameters["response_mode"].flatMap { ResponseMode(parsing: $0) } ?? .query
    }

    /// Matches the request's `redirect_uri` with those of its client; what is thrown is never redirected.
    static func resolve(
        _ parameters: Parameters,
        client: Client,
        issuer: String
    ) throws(OAuthError) -> RedirectTarget {
        guard let sent = parameters["redirect_uri"] else {
            let uri = try onlyURI(of: client, for: parameters)
            return RedirectTarget(uri: uri, sentURI: nil, client: client, parameters: parameters, issuer: issuer)
        }
        guard isRegistered(sent, for: client) else { throw refusal }
        return RedirectTarget(uri: sent, sentURI: sent, client: client, parameters: parameters, issuer: issuer)
    }

    /// The addresses of this server's own client come from its configuration: they may be plain `http` where the operator
    /// says so, and their port is known.
    private static func isRegistered(_ sent: String, for client: Client) -> Bool {
        guard client.profile.source != .builtIn else {
            return client.redirectURIs.contains { $0.hasSameBytes(as: sent) }
        }
        return client.redirectURIs.contains { RegisteredRedirect($0)?.matches(sent) ?? false }
    }

    /// RFC 6749 §3.1.2.3: the parameter may be left out if a single URI is registered, but OpenID Connect Core
    /// §3.1.2.1 requires it.
    private static func onlyURI(of client: Client, for parameters: Parameters) throws(OAuthError) -> String {
        let scope = try parameters["scope"].map { text throws(OAuthError) in try ScopeSet(parsing: text) }
        let isOpenID = (scope ?? client.scopes).contains(PredefinedScope.openID.rawValue)
        guard !isOpenID, client.redirectURIs.count == 1, let uri = client.redirectURIs.first else {
            throw OAuthError(.invalidRequest, "The redirect_uri is missing.")
        }
        guard RegisteredRedirect(uri) != nil else { throw refusal }
        return uri
    }
}

extension RedirectTarget {
    /// RFC 6749 §4.1.2: brings the code.
    func redirect(code: Secret<String>) -> AuthorizationAnswer {
        code.withExposedValue { answer([("code", $0)]) }
    }

    /// RFC 6749 §4.1.2.1: brings an error.
    func redirect(error: OAuthError) -> AuthorizationAnswer {
        answer([("error", error.code.rawValue), ("error_description", error.description)])
    }

    private func answer(_ members: [(name: String, value: String)]) -> AuthorizationAnswer {
        var fields = members.map { FormAnswer.Field(name: $0.name, value: $0.value) }
        if let state { fields.append(FormAnswer.Field(name: "state", value: state)) }
        // RFC 9207 §2: errors too say who answers.
        fields.append(FormAnswer.Field(name: "iss", value: issuer))
        switch mode {
        case .query: return .redirect(uri + separator + FormText.encode(fields.map { ($0.name, $0.value) }))
        case .formPost: return .form(FormAnswer(action: uri, fields: fields, clientName: clientName))
        }
    }

    /// RFC 6749 §3.1.2: a query that the URI has already must be retained.
    private var separator: String {
        guard uri.utf8.contains(UInt8(ascii: "?")) else { return "?" }
        return uri.utf8.last == UInt8(ascii: "?") || uri.utf8.last == UInt8(ascii: "&") ? "" : "&"
    }
}
