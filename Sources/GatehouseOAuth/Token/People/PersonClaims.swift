import GatehouseJOSE

/// Describes a person with the claims of OpenID Connect Core §5.1.
struct PersonClaims: Sendable {
    let user: User
    let scope: ScopeSet

    /// The claims that the granted scopes stand for (OpenID Connect Core §5.4).
    var byScope: [(String, JSONValue)] { profile + email }

    /// The claims among `names` that the granted scopes stand for.
    ///
    /// The consent page shows scopes; a claim that none of them stands for was not consented to, and is left out
    /// (OpenID Connect Core §5.5.1 lets every requested claim be missing).
    func requested(_ names: [String]) -> [(String, JSONValue)] {
        byScope.filter { member in names.contains(where: member.0.hasSameBytes(as:)) }
    }

    private var profile: [(String, JSONValue)] {
        guard scope.contains(PredefinedScope.profile.rawValue) else { return [] }
        var members: [(String, JSONValue)] = []
        if let name = user.name { members.append(("name", .string(name.value))) }
        members.append(("preferred_username", .string(user.username.value)))
        return members
    }

    private var email: [(String, JSONValue)] {
        guard scope.contains(PredefinedScope.email.rawValue), let email = user.email else { return [] }
        // Nobody has shown here that mail to this address reaches the person.
        return [("email", .string(email.value)), ("email_verified", .bool(false))]
    }
}
