/// What a route asks of the caller, beyond a good token.
package struct Requirement: Sendable, Equatable {
    /// Scopes that must all be held.
    package let allScopes: [String]
    /// Scopes of which one must be held; empty asks for none.
    package let anyScope: [String]
    /// Claims that must all be satisfied.
    package let claims: [ClaimCondition]
    /// Clients that may call; empty allows every client.
    package let clients: [String]
    /// How many seconds ago the person may have signed in at most.
    package let maximumAge: Int64?

    /// Nothing but a good token.
    package static let nothing = Requirement(allScopes: [], anyScope: [], claims: [], clients: [], maximumAge: nil)
}

/// A claim that must be there and equal one of the listed values.
package struct ClaimCondition: Sendable, Equatable {
    /// The claim's name.
    package let name: String
    /// The accepted values: scalars.
    package let values: [ClaimValue]
}

extension Requirement {
    /// What a challenge names: all scopes, then the first of those of which any will do.
    var challengeScope: String? {
        let named = allScopes + anyScope.prefix(1).filter { first in !allScopes.contains(first) }
        return named.isEmpty ? nil : named.joined(separator: " ")
    }
}
