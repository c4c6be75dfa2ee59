import GatehouseJOSE

/// A client that may be registered: every rule was checked.
struct ClientRegistration: Sendable {
    /// The chosen id; nil lets chance choose.
    let id: ClientID?
    let isPublic: Bool
    private let application: String
    private let name: String
    private let grants: Set<GrantType>
    private let scopes: ScopeSet
    private let redirectURIs: [RedirectURI]
    private let policyURI: String?
    private let termsOfServiceURI: String?
    private let profile: ClientProfile
    /// The logo, if one was given.
    let logo: ClientLogo?

    init(_ new: NewClient, catalog: ScopeCatalog) throws(AdminRefusal) {
        try ClientRegistration.checkName(new.name)
        id = try ClientRegistration.chosenID(new.clientID)
        let owner = try ClientRegistration.application(new.application, catalog: catalog)
        grants = try ClientRegistration.grants(new.grants, scopes: new.scopes, isPublic: new.isPublic)
        scopes = try ClientRegistration.scopes(new.scopes, grants: grants, owner: owner, catalog: catalog)
        redirectURIs = try ClientRegistration.redirectURIs(new.redirectURIs, grants: grants)
        policyURI = try ClientRegistration.address(new.policyURI, of: "privacy policy")
        termsOfServiceURI = try ClientRegistration.address(new.termsOfServiceURI, of: "terms of service")
        try ClientRegistration.check(new.profile, isPublic: new.isPublic, redirectURIs: redirectURIs)
        logo = try ClientRegistration.logo(new.logo)
        profile = new.profile
        application = owner.key
        name = new.name
        isPublic = new.isPublic
    }

    /// The client as it is stored.
    func client(id: ClientID, secrets: [ClientSecret], now: Int64, revokedBefore: Int64?) -> Client {
        Client(
            id: id,
            application: application,
            name: name,
            grants: grants,
            scopes: scopes,
            isPublic: isPublic,
            redirectURIs: redirectURIs.map(\.value),
            policyURI: policyURI,
            termsOfServiceURI: termsOfServiceURI,
            secrets: secrets,
            createdAt: now,
            revokedBefore: revokedBefore,
            profile: profile
        )
    }
}

extension ClientRegistration {
    private static func chosenID(_ text: String?) throws(AdminRefusal) -> ClientID? {
        guard let text else { return nil }
        guard let id = ClientID(text), text.utf8.first != UInt8(ascii: "-") else {
            throw AdminRefusal(
                .invalidClientID,
                "A client id has 1 to 200 visible ASCII characters without colon and slash, and no hyphen first."
            )
        }
        return id
    }

    /// The application with that short key.
    static func application(_ key: String, catalog: ScopeCatalog) throws(AdminRefusal) -> CatalogApplication {
        if let application = catalog.application(key) { return application }
        let known = catalog.applications.map(\.key)
        let suggestion: String =
            if let nearest = Spelling.nearest(to: key, among: known) {
                "Did you mean \(nearest)?"
            } else if known.isEmpty {
                "No policy declares an application yet."
            } else {
                "There are: \(Listing.short(known))."
            }
        throw AdminRefusal(
            .unknownApplication,
            "There is no application with that short key.",
            suggestion: suggestion
        )
    }

    private static func logo(_ bytes: [UInt8]?) throws(AdminRefusal) -> ClientLogo? {
        guard let bytes else { return nil }
        guard let logo = ClientLogo(bytes) else {
            throw AdminRefusal(
                .invalidLogo,
                "A logo is a PNG, JPEG or WebP image of at most 64 KiB.",
                suggestion: "A square of 128 pixels is enough."
            )
        }
        return logo
    }

    /// Whether the client has a secret: one that proves itself by a key or a certificate has none.
    var hasSecret: Bool { !isPublic && profile.provesItselfBySecret }

    private static func redirectURIs(
        _ texts: [String],
        grants: Set<GrantType>
    ) throws(AdminRefusal) -> [RedirectURI] {
        guard grants.contains(.authorizationCode) else {
            guard texts.isEmpty else {
                throw AdminRefusal(
                    .invalidRedirectURI,
                    "Redirect URIs are for clients with the grant authorization_code only."
                )
            }
            return []
        }
        guard !texts.isEmpty else {
            throw AdminRefusal(
                .invalidRedirectURI,
                "A client with the grant authorization_code needs a redirect URI.",
                suggestion: "Add the address to which people come back after they signed in."
            )
        }
        var uris: [RedirectURI] = []
        for text in texts {
            let uri = try redirectURI(text)
            if !uris.contains(uri) { uris.append(uri) }
        }
        return uris
    }

    static func redirectURI(_ text: String) throws(AdminRefusal) -> RedirectURI {
        do {
            return try RedirectURI(text)
        } catch {
            throw AdminRefusal(.invalidRedirectURI, error.message, suggestion: error.suggestion)
        }
    }

    private static func address(_ text: String?, of document: String) throws(AdminRefusal) -> String? {
        guard let text else { return nil }
        guard let uri = AbsoluteURI(text), uri.isWebAddress else {
            throw AdminRefusal(.invalidAddress, "The address of the \(document) is not an https URL.")
        }
        return text
    }
}
