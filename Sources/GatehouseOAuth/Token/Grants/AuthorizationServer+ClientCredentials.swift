extension AuthorizationServer {
    /// RFC 6749 §4.4: a token in the client's own name.
    func issue(_ asked: ClientCredentialsRequest, _ call: TokenCall) throws(OAuthError) -> TokenResponse {
        let access = try ClientCredentialsGrant.check(asked, by: call.client, catalog: catalog.catalog())
        var terms = IssuanceTerms()
        terms.binding = call.binding
        let answer = try sign(
            Issuance.plan(
                access,
                client: call.client,
                terms: terms,
                configuration: configuration,
                now: call.now,
                entropy: entropy
            )
        )
        try spendProof(of: call)
        return answer
    }
}
