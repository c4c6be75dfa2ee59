import GatehouseJOSE

extension Client {
    /// Refuses what would change a client that is part of this server.
    func checkNotBuiltIn() throws(AdminRefusal) {
        guard profile.source != .builtIn else {
            throw AdminRefusal(.builtIn, "\"\(name)\" is part of this server; it cannot be changed.")
        }
    }

    /// Refuses what would be undone, or would contradict what a file or a document says of the client.
    func checkEditable() throws(AdminRefusal) {
        try checkNotBuiltIn()
        switch profile.source {
        case nil, .administrator, .dynamic, .builtIn: return
        case .policy: throw declaredElsewhere
        case .metadataDocument:
            throw AdminRefusal(
                .declaredElsewhere,
                "\"\(name)\" is described by its document \(publicID).",
                suggestion: "Change the document; this server reads it again within the hour."
            )
        }
    }

    /// Refuses the removal of what would come back.
    func checkDeletable() throws(AdminRefusal) {
        try checkNotBuiltIn()
        // What no file declares any more is disabled, and would otherwise stay for ever.
        guard profile.source == .policy, profile.declaredIn != nil || disabledAt == nil else { return }
        throw declaredElsewhere
    }

    /// Refuses to let in again what no file declares any more: it would be shut out at a later load, and nobody knew why.
    func checkEnablable() throws(AdminRefusal) {
        guard profile.source == .policy, profile.declaredIn == nil else { return }
        throw declaredElsewhere
    }

    /// Refuses another secret where there is none, or where a file says what it is.
    func checkSecretsChangeable() throws(AdminRefusal) {
        try checkEditable()
        guard !isPublic else {
            throw AdminRefusal(.publicClient, "\"\(name)\" is a public client; it has no secret.")
        }
        guard profile.provesItselfBySecret else {
            throw AdminRefusal(.invalidSettings, "\"\(name)\" proves who it is by a key, not by a secret.")
        }
    }

    /// Refuses to take a secret away that a file holds; the one before it, which stays so that nothing stops, may go.
    func checkSecretRemovable(_ secret: String) throws(AdminRefusal) {
        let isFollowed = secrets.dropLast().contains { $0.id.hasSameBytes(as: secret) }
        guard profile.source != .policy || !isFollowed else { return }
        try checkEditable()
    }

    /// The scopes of policy files that it still has.
    var keptGrantedScopes: [String] { (profile.grantedScopes ?? []).filter { scopes.contains($0) } }

    private var declaredElsewhere: AdminRefusal {
        AdminRefusal(
            .declaredElsewhere,
            profile.declaredIn.map { "\"\(name)\" is declared in \($0)." }
                ?? "\"\(name)\" was declared in the policy of \(application), and no file declares it any more.",
            suggestion: profile.declaredIn == nil
                ? "Declare it again, or delete it." : "Change it there; it is in force when the file is loaded."
        )
    }
}
