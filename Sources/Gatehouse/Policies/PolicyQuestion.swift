import GatehousePolicy

/// A request as a person types it on the command line.
package struct PolicyQuestion: Sendable {
    /// The method.
    package var method: String
    /// The path, perhaps with a query.
    package var target: String
    /// The host, perhaps with a port.
    package var host: String?
    /// The token's scopes.
    package var scopes: [String]
    /// The token's client.
    package var client: String?
    /// The token's claims, each `name=value`.
    package var claims: [String]
    /// How many seconds ago the person signed in.
    package var authenticationAge: Int64?
    /// The origin of the page for which a browser asks in a preflight.
    package var origin: String?
    /// The method that the page wants to send.
    package var requestedMethod: String?

    /// Takes a request down; without scopes, client, claims and sign-in it is anonymous.
    package init(
        method: String,
        target: String,
        host: String? = nil,
        scopes: [String] = [],
        client: String? = nil,
        claims: [String] = [],
        authenticationAge: Int64? = nil,
        origin: String? = nil,
        requestedMethod: String? = nil
    ) {
        self.method = method
        self.target = target
        self.host = host
        self.scopes = scopes
        self.client = client
        self.claims = claims
        self.authenticationAge = authenticationAge
        self.origin = origin
        self.requestedMethod = requestedMethod
    }

    func request(context: PolicyContext) throws(ExitFailure) -> PolicyRequest {
        guard target.utf8.first == UInt8(ascii: "/") else {
            throw ExitFailure(.wrongUse, "The path \(target) does not begin with '/'.")
        }
        return PolicyRequest(
            method: method.uppercased(),
            target: target,
            host: try checkedHost(context),
            caller: try caller(),
            preflight: try preflight()
        )
    }

    private func preflight() throws(ExitFailure) -> PreflightQuestion? {
        guard origin != nil || requestedMethod != nil else { return nil }
        guard let origin, let requestedMethod, method.uppercased() == "OPTIONS" else {
            throw ExitFailure(
                .wrongUse,
                "A preflight is an OPTIONS request with an origin and a method.",
                hint: "Write OPTIONS and the path, --from with the page's origin and --for with the method."
            )
        }
        return PreflightQuestion(origin: Array(origin.utf8), method: Array(requestedMethod.uppercased().utf8))
    }

    private func checkedHost(_ context: PolicyContext) throws(ExitFailure) -> String {
        guard let host else { return context.issuerAuthority }
        guard let authority = PolicyContext(issuer: "\(context.issuerScheme)://\(host)")?.issuerAuthority else {
            throw ExitFailure(.wrongUse, "\(host) is not a host.", hint: "Write a name, perhaps with a port.")
        }
        return authority
    }

    private func caller() throws(ExitFailure) -> PolicyCaller? {
        guard !scopes.isEmpty || client != nil || !claims.isEmpty || authenticationAge != nil else { return nil }
        guard authenticationAge ?? 0 >= 0 else {
            throw ExitFailure(.wrongUse, "A sign-in lies in the past: write how many seconds ago it was.")
        }
        var caller = PolicyCaller(
            scopes: scopes.flatMap { $0.split(separator: " ").map(String.init) },
            authenticationAge: authenticationAge
        )
        if let client { caller.client = client }
        for claim in claims {
            let (name, value) = try parse(claim)
            caller.claims[name] = Self.joined(caller.claims[name], value)
        }
        return caller
    }

    private func parse(_ claim: String) throws(ExitFailure) -> (String, ClaimValue) {
        guard let equals = claim.firstIndex(of: "="), equals > claim.startIndex else {
            throw ExitFailure(.wrongUse, "\(claim) is not a claim.", hint: "Write name=value.")
        }
        return (String(claim[..<equals]), ClaimValue(typed: String(claim[claim.index(after: equals)...])))
    }

    /// A claim that is given twice is a list.
    private static func joined(_ old: ClaimValue?, _ new: ClaimValue) -> ClaimValue {
        switch old {
        case nil: new
        case .array(let values): .array(values + [new])
        case .some(let value): .array([value, new])
        }
    }
}
