import GatehouseOAuth

extension ClientFormValues {
    /// What is asked for: a new client, or what shall stand in the place of `current`.
    func wish(id: String?, replacing current: ClientSummary? = nil, logo: [UInt8]? = nil) -> NewClient {
        NewClient(
            clientID: id,
            application: current?.application ?? application,
            name: name,
            grants: current?.grants ?? [ownGrant.rawValue],
            scopes: allScopes,
            isPublic: current?.isPublic ?? (kind == .code && isPublic),
            redirectURIs: takesRedirects ? typedRedirects.map(\.text) : [],
            policyURI: filled(policyURI),
            termsOfServiceURI: filled(termsURI),
            profile: profile(of: current),
            logo: logo
        )
    }

    private var ownGrant: GrantType { kind == .code ? .authorizationCode : .clientCredentials }

    private func profile(of current: ClientSummary?) -> ClientProfile {
        var profile = current?.profile ?? ClientProfile()
        profile.accessTokenSeconds = Int64(accessSeconds)
        if kind == .code {
            profile.refreshTokenSeconds = Int64(refreshSeconds)
            profile.isFirstParty = isFirstParty ? true : nil
        }
        let hasKeys = current.map { SnippetFacts.Proof($0) == .key } ?? (kind == .service && proof == .keys)
        if hasKeys {
            profile.authenticationMethod = .privateKeyJWT
            profile.keys = filled(keys)
            profile.keysURI = filled(keysURI)
        }
        return profile
    }

    private func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
}
