import GatehouseJOSE

/// What the checks of an authorization request may look at beside its parameters.
struct AuthorizationSurroundings: Sendable {
    let issuer: String
    let catalog: ScopeCatalog
    /// The server's own keys, which vouch for an `id_token_hint`.
    let keys: VerificationKeySet
}

/// One rule for authorization requests: reads a parameter into the request or refuses it.
struct AuthorizationCheck: Sendable {
    /// The parameter that it is about.
    let name: String
    let run: @Sendable (Parameters, AuthorizationSurroundings, inout AuthorizationRequest) throws(OAuthError) -> Void

    init(
        _ name: String,
        _ run:
            @escaping @Sendable (Parameters, AuthorizationSurroundings, inout AuthorizationRequest)
            throws(OAuthError) -> Void
    ) {
        self.name = name
        self.run = run
    }
}

/// Checks authorization requests after their redirect URI has matched: what is refused here goes back to the client.
enum AuthorizationChecks {
    /// All rules in the order in which they are applied; the first that is broken answers.
    static let all: [AuthorizationCheck] = [
        .size,
        .responseMode,
        .state,
        .responseType,
        .grantType,
        .codeChallenge,
        .scope,
        .resources,
        .prompt,
        .maxAge,
        .nonce,
        .loginHint,
        .contexts,
        .claims,
        .identityHint,
        .keyThumbprint,
    ]

    /// The request that these parameters make.
    static func read(
        _ parameters: Parameters,
        client: Client,
        target: RedirectTarget,
        surroundings: AuthorizationSurroundings
    ) throws(OAuthError) -> AuthorizationRequest {
        var request = AuthorizationRequest(client: client, target: target)
        for check in all {
            try check.run(parameters, surroundings, &request)
        }
        return request
    }
}
