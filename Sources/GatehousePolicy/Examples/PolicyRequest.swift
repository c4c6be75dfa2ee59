/// A request as a person describes it, to ask what the policy would say.
package struct PolicyRequest: Sendable, Equatable {
    /// The method.
    package var method: String
    /// The lowercased authority; nil chooses one at which the asking application answers.
    package var host: String?
    /// The path as sent, perhaps with a query.
    package var target: String
    /// Who asks; nil is anonymous.
    package var caller: PolicyCaller?
    /// What a browser asks in a preflight; nil for any other request.
    package var preflight: PreflightQuestion?

    /// Describes a request.
    package init(
        method: String,
        target: String,
        host: String? = nil,
        caller: PolicyCaller? = nil,
        preflight: PreflightQuestion? = nil
    ) {
        self.method = method
        self.target = target
        self.host = host
        self.caller = caller
        self.preflight = preflight
    }
}

/// The facts of a token as a person describes them.
package struct PolicyCaller: Sendable, Equatable {
    /// The scopes.
    package var scopes: [String]
    /// The client.
    package var client: String
    /// The claims.
    package var claims: [String: ClaimValue]
    /// How many seconds ago the person signed in.
    package var authenticationAge: Int64?

    /// Describes a token; what is left out is not in it.
    package init(
        scopes: [String] = [],
        client: String = "example",
        claims: [String: ClaimValue] = [:],
        authenticationAge: Int64? = nil
    ) {
        self.scopes = scopes
        self.client = client
        self.claims = claims
        self.authenticationAge = authenticationAge
    }

    /// A person, if the description has what only people have: a sign-in or attributes.
    func principal(now: Int64) -> Principal {
        let isPerson = authenticationAge != nil || !claims.isEmpty
        return Principal(
            subject: isPerson ? "person" : client,
            client: client,
            kind: isPerson ? .user : .client,
            scopes: Set(scopes).sorted { $0.precedesInBytes($1) },
            authenticationTime: authenticationAge.map { now.subtractingReportingOverflow($0).partialValue },
            claims: claims
        )
    }
}
