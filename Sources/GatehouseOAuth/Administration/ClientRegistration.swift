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

    /// Throws the first of the problems that `init(checking:catalog:by:)` finds.
    init(_ new: NewClient, catalog: ScopeCatalog, by source: ClientSource = .administrator) throws(AdminRefusal) {
        do {
            self = try ClientRegistration(checking: new, catalog: catalog, by: source)
        } catch {
            throw error.first.refusal
        }
    }

    /// Checks every field; throws all that is wrong.
    init(
        checking new: NewClient,
        catalog: ScopeCatalog,
        by source: ClientSource,
        after earlier: FieldProblems = FieldProblems()
    ) throws(FieldRefusals) {
        var problems = earlier
        _ = problems.check("name") { () throws(AdminRefusal) in try ClientRegistration.checkName(new.name) }
        id =
            problems.check("client_id") { () throws(AdminRefusal) in
                try ClientRegistration.chosenID(new.clientID)
            } ?? nil
        let owner = problems.check("application") { () throws(AdminRefusal) in
            try ClientRegistration.owner(new.application, catalog: catalog, by: source)
        }
        let access = ClientAccessWish(new, owner: owner, catalog: catalog)
        grants = access.grants(&problems)
        scopes = access.scopes(&problems)
        redirectURIs = ClientRegistration.redirectURIs(new.redirectURIs, wish: access, &problems)
        policyURI = ClientRegistration.address(new.policyURI, of: "privacy policy", "policy_uri", &problems)
        termsOfServiceURI = ClientRegistration.address(
            new.termsOfServiceURI,
            of: "terms of service",
            "tos_uri",
            &problems
        )
        ClientRegistration.check(new.profile, isPublic: new.isPublic, redirectURIs: redirectURIs, &problems)
        logo = problems.check("logo") { () throws(AdminRefusal) in try ClientRegistration.logo(new.logo) } ?? nil
        profile = new.profile
        application = owner?.key ?? new.application
        name = new.name
        isPublic = new.isPublic
        if let refusals = FieldRefusals(problems) { throw refusals }
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

    /// Whether the client has a secret: one that proves itself by a key or a certificate has none.
    var hasSecret: Bool { !isPublic && profile.provesItselfBySecret }
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
        guard !id.isReserved else {
            throw AdminRefusal(
                .invalidClientID,
                "The client id \(id.value) is reserved.",
                suggestion:
                    "Choose another: cli, policy, server, what begins with gatehouse and ids of people are no client's."
            )
        }
        return id
    }

    /// The application with that short key.
    static func application(_ key: String, catalog: ScopeCatalog) throws(AdminRefusal) -> CatalogApplication {
        if let application = catalog.application(key) { return application }
        let known = catalog.declaredApplications.map(\.key)
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

    /// The application that is to own a client; only an administrator registers clients of this server itself.
    private static func owner(
        _ key: String,
        catalog: ScopeCatalog,
        by source: ClientSource
    ) throws(AdminRefusal) -> CatalogApplication {
        let owner = try application(key, catalog: catalog)
        guard !owner.isBuiltIn || source == .administrator else {
            throw AdminRefusal(.builtIn, "Only an administrator registers clients of this server itself.")
        }
        return owner
    }

    /// The image, if it is one.
    static func logo(_ bytes: [UInt8]?) throws(AdminRefusal) -> ClientLogo? {
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
}
