import GatehouseOAuth

extension AuthorizationServer {
    /// A token request without proofs.
    func token(_ parameters: Parameters, authorization: String?, now: Int64) async throws(OAuthError) -> TokenResponse {
        let path = "/oauth2/token"
        return try await token(
            EndpointRequest(parameters: parameters, authorization: authorization, path: path, now: now)
        )
    }

    /// An introspection request without proofs.
    func introspect(
        _ parameters: Parameters,
        authorization: String?,
        now: Int64
    ) async throws(OAuthError) -> IntrospectionResponse {
        let path = "/oauth2/introspect"
        return try await introspect(
            EndpointRequest(parameters: parameters, authorization: authorization, path: path, now: now)
        )
    }

    /// A revocation request without proofs.
    @discardableResult
    func revoke(
        _ parameters: Parameters,
        authorization: String?,
        now: Int64
    ) async throws(OAuthError) -> RevocationOutcome {
        let path = "/oauth2/revoke"
        return try await revoke(
            EndpointRequest(parameters: parameters, authorization: authorization, path: path, now: now)
        )
    }
}
