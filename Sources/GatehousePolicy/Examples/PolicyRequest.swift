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
    /// The other issuer of the token; nil for our own.
    package var issuer: String?

    /// Describes a token; what is left out is not in it.
    package init(
        scopes: [String] = [],
        client: String = "example",
        claims: [String: ClaimValue] = [:],
        authenticationAge: Int64? = nil,
        issuer: String? = nil
    ) {
        self.scopes = scopes
        self.client = client
        self.claims = claims
        self.authenticationAge = authenticationAge
        self.issuer = issuer
    }

    /// A person, if the description has what only people have: a sign-in or attributes.
    ///
    /// With an issuer the scopes are what that issuer calls them; without, they are the application's, whoever vouches
    /// for them.
    func principal(at application: CompiledApplication, now: Int64) -> Principal {
        let accepted = issuer.flatMap { application.acceptedIssuer(named: $0) }
        let held = accepted.map { application.scopes(of: scopes, from: $0) } ?? scopes
        let speaker = accepted?.name ?? (application.acceptsOwnIssuer ? nil : application.issuers.first?.name)
        let isPerson = authenticationAge != nil || !claims.isEmpty
        return Principal(
            subject: isPerson ? "person" : client,
            client: client,
            kind: isPerson ? .user : .client,
            scopes: Set(held).sorted { $0.precedesInBytes($1) },
            authenticationTime: authenticationAge.map { now.subtractingReportingOverflow($0).partialValue },
            claims: claims,
            issuer: speaker
        )
    }
}
