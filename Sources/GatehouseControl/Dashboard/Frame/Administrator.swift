import GatehouseOAuth

/// Somebody who is signed in to the dashboard, as they stand at this request.
struct Administrator: Sendable, Equatable {
    let user: User
    /// The session at the issuer from which they came.
    let sessionID: String
    /// Whether they hold `gatehouse_admin`; who holds only `gatehouse_read` looks on.
    let mayChange: Bool

    /// Answers nil for a person who holds neither.
    init?(_ signedIn: SignedIn) {
        let scopes = signedIn.user.assignedScopes
        mayChange = scopes.contains(BuiltInScope.administrate.rawValue)
        guard mayChange || scopes.contains(BuiltInScope.read.rawValue) else { return nil }
        user = signedIn.user
        sessionID = signedIn.session.id
    }
}
