import GatehouseJOSE

/// A document that describes a client, checked (Client ID Metadata Document, §4).
struct MetadataDocument: Sendable {
    /// The most bytes that a document may have (§6.6).
    static let maximumBytes = 5 * 1_024

    let url: MetadataDocumentURL
    private let metadata: ClientMetadata
    private let id: ClientID

    init(_ json: [UInt8], at url: MetadataDocumentURL) throws(OAuthError) {
        guard let document = try? JSONParser.parseObject(json.span, maximumDepth: 8), let id = url.storedID else {
            throw Self.refusal
        }
        // §4.1: octet for octet, so that nobody is described by another's document.
        guard document["client_id"]?.string?.hasSameBytes(as: url.value) ?? false else { throw Self.refusal }
        // §4.1: everybody can read it, so there is no secret in it.
        guard document["client_secret"] == nil, document["client_secret_expires_at"] == nil else { throw Self.refusal }
        var metadata = try ClientMetadata(document)
        if metadata.authenticationMethod == nil { metadata.authenticationMethod = ClientAuthenticationMethod.none }
        metadata.profile.authenticationMethod = metadata.authenticationMethod
        metadata.profile.source = .metadataDocument
        metadata.profile.documentURL = url.value
        try Self.check(metadata, host: url.host)
        self.url = url
        self.metadata = metadata
        self.id = id
    }

    private static let refusal = OAuthError(.invalidClientMetadata, "The document does not describe the client.")

    private static func check(_ metadata: ClientMetadata, host: String) throws(OAuthError) {
        guard metadata.isPublic || metadata.authenticationMethod == .privateKeyJWT else { throw refusal }
        guard !metadata.redirectURIs.isEmpty else { throw refusal }
        try OAuthError.registering { () throws(AdminRefusal) in
            try ClientRegistration.checkName(metadata.name ?? host)
            var uris: [RedirectURI] = []
            for text in metadata.redirectURIs {
                uris.append(try ClientRegistration.redirectURI(text))
            }
            try ClientRegistration.check(metadata.profile, isPublic: metadata.isPublic, redirectURIs: uris)
        }
    }

    /// The client by what the document says now; the rest is as it is kept.
    func client(kept: Client?, catalog: ScopeCatalog, now: Int64) -> Client {
        let client = described(kept: kept, profile: profile(of: kept), catalog: catalog, now: now)
        guard let kept else { return client }
        var profile = client.profile
        profile.consentsSince = client.consentsSince(from: kept, now: now)
        return described(kept: kept, profile: profile, catalog: catalog, now: now)
    }

    private func described(kept: Client?, profile: ClientProfile, catalog: ScopeCatalog, now: Int64) -> Client {
        Client(
            id: id,
            // Nobody's: keys of applications have no hyphen.
            application: "metadata-document",
            name: metadata.name ?? url.host,
            grants: [.authorizationCode, .refreshToken],
            scopes: scopes(catalog),
            isPublic: metadata.isPublic,
            redirectURIs: metadata.redirectURIs,
            policyURI: Self.link(metadata.policyURI),
            termsOfServiceURI: Self.link(metadata.termsOfServiceURI),
            createdAt: kept?.createdAt ?? now,
            disabledAt: kept?.disabledAt,
            revokedBefore: kept?.revokedBefore,
            firstIssuedAt: kept?.firstIssuedAt,
            profile: profile
        )
    }

    /// What people may give to anybody, unless the document wants less.
    private func scopes(_ catalog: ScopeCatalog) -> ScopeSet {
        let open = ScopeSet(catalog.advertisedScopes + PredefinedScope.allCases.map(\.rawValue))
        guard let asked = metadata.scopes else { return open }
        return open.filter { scope in asked.contains(where: scope.hasSameBytes(as:)) }
    }

    private func profile(of kept: Client?) -> ClientProfile {
        var profile = metadata.profile
        profile.hasLogo = kept?.profile.hasLogo
        return profile
    }

    private static func link(_ text: String?) -> String? {
        text.flatMap { AbsoluteURI($0)?.isWebAddress == true ? $0 : nil }
    }
}
