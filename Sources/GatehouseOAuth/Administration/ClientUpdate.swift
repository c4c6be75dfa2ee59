import GatehouseJOSE

/// What an administrator makes of a client that is there.
struct ClientUpdate {
    /// The client after the change.
    let changed: Client
    /// Another logo, if one was given.
    let logo: ClientLogo?

    /// Checks every field; throws all that is wrong.
    init(_ wish: NewClient, of client: Client, catalog: ScopeCatalog) throws(FieldRefusals) {
        let granted = client.keptGrantedScopes
        let own = wish.scopes.filter { name in !granted.contains(where: name.hasSameBytes(as:)) }
        let sound = NewClient(
            application: client.application,
            name: wish.name,
            grants: wish.grants,
            scopes: own.isEmpty ? wish.scopes : own,
            isPublic: client.isPublic,
            redirectURIs: wish.redirectURIs,
            policyURI: wish.policyURI,
            termsOfServiceURI: wish.termsOfServiceURI,
            profile: wish.profile.keepingServersOwn(of: client.profile),
            logo: wish.logo
        )
        let registration = try ClientRegistration(
            checking: sound,
            catalog: catalog,
            by: .administrator,
            after: ClientUpdate.unchangeable(wish, of: client)
        )
        let wanted = registration.client(
            id: client.id,
            secrets: client.secrets,
            now: client.createdAt,
            revokedBefore: nil
        )
        var changed = client
        changed.name = wanted.name
        changed.grants = wanted.grants
        // What policy files gave stays as long as they say so.
        changed.scopes = ScopeSet(wanted.scopes.names + granted)
        changed.redirectURIs = wanted.redirectURIs
        changed.policyURI = wanted.policyURI
        changed.termsOfServiceURI = wanted.termsOfServiceURI
        changed.profile = wanted.profile
        self.changed = changed
        logo = registration.logo
    }

    /// Tokens, secrets and consents were given to a client of that id, application and kind.
    private static func unchangeable(_ wish: NewClient, of client: Client) -> FieldProblems {
        var problems = FieldProblems()
        if let id = wish.clientID, !id.hasSameBytes(as: client.id.value) {
            problems.note("client_id", .unchangeable, "A client keeps its id.", suggestion: "Register another client.")
        }
        if !wish.application.isEmpty, !wish.application.hasSameBytes(as: client.application) {
            problems.note(
                "application",
                .unchangeable,
                "A client stays with its application.",
                suggestion: "Register another client there."
            )
        }
        if wish.isPublic != client.isPublic {
            problems.note(
                "public",
                .unchangeable,
                "A client stays public or confidential, as it was registered.",
                suggestion: "Register another client."
            )
        }
        return problems
    }
}
