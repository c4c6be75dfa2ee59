import GatehouseJOSE

extension AuthorizationCheck {
    /// OpenID Connect Core §3.1.2.1: `none` stands alone.
    static let prompt = AuthorizationCheck("prompt") { parameters, _, request throws(OAuthError) in
        for word in parameters["prompt"]?.utf8.split(separator: 0x20) ?? [] {
            guard let prompt = Prompt(parsing: String(Substring(word))) else {
                throw OAuthError(.invalidRequest, "A prompt is not known.")
            }
            request.prompt.insert(prompt)
        }
        guard request.prompt.count < 2 || !request.prompt.contains(.none) else {
            throw OAuthError(.invalidRequest, "The prompt none cannot be combined with others.")
        }
    }

    /// OpenID Connect Core §3.1.2.1, Registration §2: seconds; without the parameter the client's `default_max_age`.
    static let maxAge = AuthorizationCheck("max_age") { parameters, _, request throws(OAuthError) in
        guard let text = parameters["max_age"] else {
            request.maxAge = request.client.profile.defaultMaxAge
            return
        }
        // 18 digits fit into 64 bits.
        guard text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let age = Int64(text) else {
            throw OAuthError(.invalidRequest, "The max_age is no number of seconds.")
        }
        request.maxAge = age
    }

    /// OpenID Connect Core §3.1.2.1: goes into the ID token.
    static let nonce = AuthorizationCheck("nonce") { parameters, _, request throws(OAuthError) in
        request.nonce = try bounded(parameters, "nonce", AuthorizationLimits.nonce)
    }

    /// OpenID Connect Core §3.1.2.1: fills the form.
    static let loginHint = AuthorizationCheck("login_hint") { parameters, _, request throws(OAuthError) in
        request.loginHint = try bounded(parameters, "login_hint", AuthorizationLimits.loginHint)
    }

    /// OpenID Connect Core §3.1.2.1: a wish, in the order of preference.
    static let contexts = AuthorizationCheck("acr_values") { parameters, _, request throws(OAuthError) in
        let words = parameters["acr_values"]?.utf8.split(separator: 0x20) ?? []
        request.wantedContexts = words.map { String(Substring($0)) }
    }

    /// OpenID Connect Core §5.5.
    static let claims = AuthorizationCheck("claims") { parameters, _, request throws(OAuthError) in
        guard let text = try bounded(parameters, "claims", AuthorizationLimits.claims) else { return }
        let wish = try ClaimsRequest(parsing: text)
        request.claims = text
        request.requiredContexts = wish.requiredContexts
        request.wantedContexts += wish.wantedContexts
        request.subjects += wish.subjects
    }

    /// OpenID Connect Core §3.1.2.1: who the person should be.
    static let identityHint = AuthorizationCheck("id_token_hint") {
        parameters,
        surroundings,
        request throws(OAuthError) in
        guard let token = try bounded(parameters, "id_token_hint", AuthorizationLimits.identityHint) else { return }
        let subject = try IdentityHint.subject(
            of: token,
            for: request.client.publicID,
            issuer: surroundings.issuer,
            keys: surroundings.keys
        )
        request.subjects.append([subject])
    }

    private static func bounded(
        _ parameters: Parameters,
        _ name: String,
        _ limit: Int
    ) throws(OAuthError) -> String? {
        guard let text = parameters[name] else { return nil }
        guard text.utf8.count <= limit else {
            throw OAuthError(.invalidRequest, "A parameter is too long.", detail: name)
        }
        return text
    }
}
