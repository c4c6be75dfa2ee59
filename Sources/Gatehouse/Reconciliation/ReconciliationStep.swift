import GatehouseOAuth
import GatehousePolicy

/// One thing to do, so that a client in the store is as the policy files say.
struct ReconciliationStep: Sendable, Equatable {
    /// What is done.
    enum Action: String, Sendable {
        case create
        case change
        /// The declaration is gone: the client stays, and gets and holds no tokens.
        case disable
        /// The declaration came back.
        case enable
        /// The id belongs to somebody else: nothing is done.
        case conflict
    }

    let action: Action
    /// The client as it is to be.
    var client: Client
    /// Where it is declared; nil if it is not, or not any more.
    let location: SourceLocation?
    /// What becomes different.
    let changes: [FieldChange]
    /// The digest of the secret to add.
    var secretDigest: [UInt8]?
    /// Whether it loses grants or scopes, so that what was issued is taken back.
    var isNarrowed = false
    /// The version of the stored client that the step was made for.
    var version: String?
}

extension Client {
    /// The client that a summary shows, without its secrets.
    init?(_ summary: ClientSummary) {
        guard let id = ClientID(summary.clientID) else { return nil }
        self.init(
            id: id,
            application: summary.application,
            name: summary.name,
            grants: Set(summary.grants.compactMap { GrantType(rawValue: $0) }),
            scopes: ScopeSet(summary.scopes),
            isPublic: summary.isPublic,
            redirectURIs: summary.redirectURIs,
            policyURI: summary.policyURI,
            termsOfServiceURI: summary.termsOfServiceURI,
            createdAt: summary.createdAt,
            disabledAt: summary.disabledAt,
            profile: summary.profile
        )
    }

    /// The scopes that it has without what policy files give it.
    var ownScopes: ScopeSet {
        let given = profile.grantedScopes ?? []
        return scopes.filter { !given.contains($0) }
    }

    /// The client with scopes of its own and given ones.
    ///
    /// It remembers as given only what it does not have by itself, so that taking a gift back takes no more.
    func having(_ own: ScopeSet, given: ScopeSet) -> Client {
        var client = self
        let more = given.filter { !own.contains($0) }
        client.scopes = ScopeSet(own.names + more.names)
        client.profile.grantedScopes = more.isEmpty ? nil : more.names
        return client
    }
}
