import GatehouseJOSE

extension AuthorizationCheck {
    /// The whole has to fit into an address line.
    static let size = AuthorizationCheck("request") { parameters, _, _ throws(OAuthError) in
        let size = AuthorizationParameters.pairs(of: parameters).reduce(0) { $0 + $1.value.utf8.count }
        guard size <= AuthorizationLimits.total else {
            throw OAuthError(.invalidRequest, "The authorization request is too long.")
        }
    }

    /// OAuth 2.0 Multiple Response Types §2.1.
    static let responseMode = AuthorizationCheck("response_mode") { parameters, _, request throws(OAuthError) in
        guard let mode = parameters["response_mode"] else { return }
        // An application on the issuer's origin could frame the form's page or read it, and with it the code.
        let isOurs = request.client.profile.source == .builtIn
        guard !isOurs || ResponseMode(parsing: mode) == .query else {
            throw OAuthError(.invalidRequest, "The response_mode must be query for this client.")
        }
        // A code in a fragment can be read by every script of the page; `fragment` is refused for codes.
        guard ResponseMode(parsing: mode) != nil else {
            throw OAuthError(.invalidRequest, "The response_mode must be query or form_post.")
        }
    }

    /// RFC 6749 §4.1.1: the target has the state if it can be returned.
    static let state = AuthorizationCheck("state") { parameters, _, _ throws(OAuthError) in
        guard parameters["state"].map(AuthorizationLimits.isState) ?? true else {
            throw OAuthError(.invalidRequest, "The state is longer than 2048 bytes.")
        }
    }

    /// RFC 6749 §3.1.1; RFC 9700 §2.1.2: nothing but codes.
    static let responseType = AuthorizationCheck("response_type") { parameters, _, _ throws(OAuthError) in
        guard try parameters.required("response_type").hasSameBytes(as: "code") else {
            throw OAuthError(.unsupportedResponseType, "The response_type must be code.")
        }
    }

    /// RFC 6749 §4.1.2.1: `unauthorized_client`.
    static let grantType = AuthorizationCheck("client_id") { _, _, request throws(OAuthError) in
        guard request.client.grants.contains(.authorizationCode) else {
            throw OAuthError(.unauthorizedClient, "The client may not ask for authorization codes.")
        }
    }

    /// RFC 7636 §4.4.1; RFC 9700 §2.1.1: a challenge, and no plain one.
    static let codeChallenge = AuthorizationCheck("code_challenge") { parameters, _, request throws(OAuthError) in
        guard let challenge = parameters["code_challenge"] else {
            throw OAuthError(.invalidRequest, "A code_challenge is required (PKCE, RFC 7636).")
        }
        guard parameters["code_challenge_method"]?.hasSameBytes(as: "S256") ?? false else {
            throw OAuthError(.invalidRequest, "The code_challenge_method must be S256.")
        }
        // RFC 7636 §4.2: the base64url form of a SHA-256 digest, 43 characters.
        guard TokenBinding.isThumbprint(challenge) else {
            throw OAuthError(.invalidRequest, "The code_challenge is no S256 challenge.")
        }
        request.codeChallenge = challenge
    }

    /// RFC 9449 §10.
    static let keyThumbprint = AuthorizationCheck("dpop_jkt") { parameters, _, request throws(OAuthError) in
        guard let thumbprint = parameters["dpop_jkt"] else { return }
        guard TokenBinding.isThumbprint(thumbprint) else {
            throw OAuthError(.invalidRequest, "The dpop_jkt is no SHA-256 thumbprint.")
        }
        request.keyThumbprint = thumbprint
    }
}
