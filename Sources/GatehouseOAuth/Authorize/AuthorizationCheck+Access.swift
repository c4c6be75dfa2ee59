extension AuthorizationCheck {
    /// RFC 6749 §3.3: `invalid_scope`.
    static let scope = AuthorizationCheck("scope") { parameters, surroundings, request throws(OAuthError) in
        request.scope = try RequestedAccess.scope(parameters, client: request.client, catalog: surroundings.catalog)
    }

    /// RFC 8707 §2: `invalid_target`.
    static let resources = AuthorizationCheck("resource") { parameters, surroundings, request throws(OAuthError) in
        request.resources = try RequestedAccess.resources(parameters, catalog: surroundings.catalog)
    }
}
