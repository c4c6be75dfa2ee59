import GatehouseJOSE

extension ClientRegistration {
    static func grants(_ names: [String], scopes: [String], isPublic: Bool) throws(AdminRefusal) -> Set<GrantType> {
        let known = GrantType.allCases.map(\.rawValue)
        var grants: Set<GrantType> = []
        for name in names {
            guard let grant = GrantType.allCases.first(where: { $0.rawValue.hasSameBytes(as: name) }) else {
                let nearest = Spelling.nearest(to: name, among: known)
                throw AdminRefusal(
                    .unknownGrant,
                    "There is no such grant.",
                    suggestion: nearest.map { "Did you mean \($0)?" } ?? "There are: \(Listing.short(known))."
                )
            }
            grants.insert(grant)
        }
        guard !grants.isEmpty else {
            throw AdminRefusal(
                .unsuitableGrant,
                "A client needs a grant.",
                suggestion: "client_credentials for a program of its own, authorization_code where people sign in."
            )
        }
        // RFC 6749 §4.4: only confidential clients may use client_credentials.
        guard !isPublic || !grants.contains(.clientCredentials) else {
            throw AdminRefusal(.unsuitableGrant, "A public client has no secret, so it cannot use client_credentials.")
        }
        guard !grants.contains(.refreshToken) || grants.areForPeople else {
            throw AdminRefusal(.unsuitableGrant, "The grant refresh_token goes together with authorization_code.")
        }
        // RFC 8693 §5: whoever may exchange tokens has to be known for certain.
        guard !isPublic || !grants.contains(.tokenExchange) else {
            throw AdminRefusal(.unsuitableGrant, "A public client cannot exchange tokens.")
        }
        // OpenID Connect Core §11: who may ask for offline_access is to get refresh tokens.
        if grants.areForPeople, scopes.contains(PredefinedScope.offlineAccess.rawValue) { grants.insert(.refreshToken) }
        return grants
    }

    static func scopes(
        _ names: [String],
        grants: Set<GrantType>,
        owner: CatalogApplication,
        catalog: ScopeCatalog
    ) throws(AdminRefusal) -> ScopeSet {
        guard !names.isEmpty else {
            throw AdminRefusal(.noScope, "A client needs a scope.", suggestion: scopeList(of: owner))
        }
        for name in names {
            try checkScope(name, grants: grants, owner: owner, catalog: catalog)
        }
        return ScopeSet(names)
    }

    private static func checkScope(
        _ name: String,
        grants: Set<GrantType>,
        owner: CatalogApplication,
        catalog: ScopeCatalog
    ) throws(AdminRefusal) {
        if PredefinedScope.contains(name) {
            guard grants.areForPeople else {
                throw AdminRefusal(
                    .unsuitableScope,
                    "openid, profile, email and offline_access are for clients where people sign in.",
                    suggestion: scopeList(of: owner)
                )
            }
            return
        }
        guard catalog.application(ofScope: name) == nil else { return }
        let own = grants.areForPeople ? PredefinedScope.allCases.map(\.rawValue) : []
        let all = own + catalog.applications.flatMap { $0.scopes.map(\.name) }
        throw AdminRefusal(
            .unknownScope,
            "No application declares one of these scopes.",
            suggestion: Spelling.nearest(to: name, among: all).map { "Did you mean \($0)?" } ?? scopeList(of: owner)
        )
    }

    private static func scopeList(of application: CatalogApplication) -> String? {
        guard !application.scopes.isEmpty else { return nil }
        return "\(application.key) declares: \(Listing.short(application.scopes.map(\.name)))."
    }
}

/// Names a few of many.
enum Listing {
    private static let maximum = 12

    static func short(_ names: [String]) -> String {
        let shown = names.sorted().prefix(maximum).joined(separator: ", ")
        return names.count > maximum ? shown + ", …" : shown
    }
}
