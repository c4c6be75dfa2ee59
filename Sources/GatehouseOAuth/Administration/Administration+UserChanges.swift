import GatehouseJOSE

extension Administration {
    func updateUser(
        _ name: String,
        to changes: UserChanges,
        version: String?,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        let user = try await existingUser(name)
        guard version?.hasSameBytes(as: user.version) ?? true else { throw .refused(.outdated) }
        let registration: UserRegistration
        do {
            registration = try UserRegistration(checking: changes, of: user, catalog: catalog.catalog())
        } catch {
            throw .refused(error.first.refusal)
        }
        try await checkNames(of: registration, existing: user)
        let changed = user.described(as: registration)
        let audit = changed.events(since: user).map { context.event($0) }
        let change: UserChange
        do throws(StorageError) {
            change = try await people.users.update(
                changed,
                expecting: user.version,
                leavingHolderOf: indispensableScope(for: context),
                audit: audit
            )
        } catch {
            guard error == .conflict else { throw .storage(error) }
            throw .refused(.userExists, "There is somebody with that email address already.")
        }
        switch change {
        case .changed:
            // A token that carries what was taken away must not go on.
            if !user.assignedScopes.isSubset(of: changed.assignedScopes) {
                try await takeBackTokens(of: user, by: context)
            }
        case .unchanged: break
        case .unknown: throw try await unknownUser(name)
        case .outdated: throw .refused(.outdated)
        case .lastHolder: throw .lastAdministrator(user.username.value)
        }
        return .user(UserSummary(try await existingUser(user.id.value)))
    }
}

extension User {
    fileprivate func described(as registration: UserRegistration) -> User {
        var changed = self
        changed.email = registration.email
        changed.name = registration.name
        changed.attributes = registration.attributes
        changed.assignedScopes = registration.scopes
        return changed
    }

    /// Who may do more or less is an event of its own, so that it is found.
    fileprivate func events(since earlier: User) -> [AuditKind] {
        var alike = earlier
        alike.assignedScopes = assignedScopes
        let isDescribedAnew = alike.version != version
        let hasOtherScopes = assignedScopes != earlier.assignedScopes
        var events: [AuditKind] = []
        if isDescribedAnew { events.append(.account(.updated, AccountFacts(user: id))) }
        if hasOtherScopes { events.append(.account(.scopesAssigned, AccountFacts(user: id, scope: assignedScopes))) }
        return events
    }
}
