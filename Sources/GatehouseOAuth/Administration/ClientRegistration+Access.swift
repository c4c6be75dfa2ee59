import GatehouseJOSE

/// The grants and scopes of a wish, with what they are checked against.
struct ClientAccessWish {
    private let new: NewClient
    /// Nil where the application is not known: its problem is noted already.
    private let owner: CatalogApplication?
    private let catalog: ScopeCatalog
    /// The grants that have a name.
    let knownGrants: Set<GrantType>

    /// More of either would be a slip or an attack.
    private static let maximumNames = 1_000

    init(_ new: NewClient, owner: CatalogApplication?, catalog: ScopeCatalog) {
        self.new = new
        self.owner = owner
        self.catalog = catalog
        knownGrants = Set(
            GrantType.allCases.filter { grant in new.grants.contains(where: grant.rawValue.hasSameBytes(as:)) }
        )
    }

    /// The grants that the client gets; what is wrong is noted.
    func grants(_ problems: inout FieldProblems) -> Set<GrantType> {
        problems.check("grants") { () throws(AdminRefusal) in try checkedGrants() } ?? []
    }

    private func checkedGrants() throws(AdminRefusal) -> Set<GrantType> {
        let known = GrantType.allCases.map(\.rawValue)
        for name in new.grants where !known.contains(where: name.hasSameBytes(as:)) {
            let nearest = Spelling.nearest(to: name, among: known)
            throw AdminRefusal(
                .unknownGrant,
                "There is no such grant.",
                suggestion: nearest.map { "Did you mean \($0)?" } ?? "There are: \(Listing.short(known))."
            )
        }
        guard !knownGrants.isEmpty else {
            throw AdminRefusal(
                .unsuitableGrant,
                "A client needs a grant.",
                suggestion: "client_credentials for a program of its own, authorization_code where people sign in."
            )
        }
        // RFC 6749 §4.4: only confidential clients may use client_credentials.
        guard !new.isPublic || !knownGrants.contains(.clientCredentials) else {
            throw AdminRefusal(.unsuitableGrant, "A public client has no secret, so it cannot use client_credentials.")
        }
        guard !knownGrants.contains(.refreshToken) || knownGrants.areForPeople else {
            throw AdminRefusal(.unsuitableGrant, "The grant refresh_token goes together with authorization_code.")
        }
        // RFC 8693 §5: whoever may exchange tokens has to be known for certain.
        guard !new.isPublic || !knownGrants.contains(.tokenExchange) else {
            throw AdminRefusal(.unsuitableGrant, "A public client cannot exchange tokens.")
        }
        // People change this server through its own dashboard; no other client speaks for them there.
        guard owner?.isBuiltIn != true || knownGrants == [.clientCredentials] else {
            throw AdminRefusal(
                .unsuitableGrant,
                "A client of this server itself acts for itself.",
                suggestion: "Choose client_credentials alone."
            )
        }
        // OpenID Connect Core §11: who may ask for offline_access is to get refresh tokens.
        let isOffline = new.scopes.contains(PredefinedScope.offlineAccess.rawValue)
        return knownGrants.areForPeople && isOffline ? knownGrants.union([.refreshToken]) : knownGrants
    }

    /// The scopes that the client may ask for; what is wrong is noted, each scope by itself.
    func scopes(_ problems: inout FieldProblems) -> ScopeSet {
        guard !new.scopes.isEmpty else {
            problems.note("scopes", .noScope, "A client needs a scope.", suggestion: scopeList)
            return .empty
        }
        guard new.scopes.count <= Self.maximumNames else {
            problems.note("scopes", .unknownScope, "A client has at most 1000 scopes.")
            return .empty
        }
        var reported: Set<AdminRefusal.Code> = []
        for name in new.scopes {
            do throws(AdminRefusal) {
                try checkScope(name)
            } catch {
                // One sentence of a kind: the list of what there is would not read better a second time.
                if reported.insert(error.code).inserted { problems.note("scopes", error) }
            }
        }
        return ScopeSet(new.scopes)
    }

    private func checkScope(_ name: String) throws(AdminRefusal) {
        if PredefinedScope.contains(name) {
            guard knownGrants.areForPeople else {
                throw AdminRefusal(
                    .unsuitableScope,
                    "openid, profile, email and offline_access are for clients where people sign in.",
                    suggestion: scopeList
                )
            }
            return
        }
        guard let declaring = catalog.application(ofScope: name) else {
            throw AdminRefusal(
                .unknownScope,
                "No application declares one of these scopes.",
                suggestion: Spelling.nearest(to: name, among: allScopes).map { "Did you mean \($0)?" } ?? scopeList
            )
        }
        // A token that opens this server and an application too could be used here by whoever gets it there.
        guard let owner, declaring.isBuiltIn != owner.isBuiltIn else { return }
        throw AdminRefusal(
            .unsuitableScope,
            declaring.isBuiltIn
                ? "Scopes of this server itself are for clients of its own."
                : "A client of this server itself has no scopes of applications.",
            suggestion: declaring.isBuiltIn
                ? "Register another client, of the application \(BuiltInApplication.key)." : scopeList
        )
    }

    private var allScopes: [String] {
        let own = knownGrants.areForPeople ? PredefinedScope.allCases.map(\.rawValue) : []
        return own + catalog.declaredApplications.flatMap { $0.scopes.map(\.name) }
    }

    private var scopeList: String? {
        guard let owner, !owner.scopes.isEmpty else { return nil }
        return "\(owner.key) declares: \(Listing.short(owner.scopes.map(\.name)))."
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
