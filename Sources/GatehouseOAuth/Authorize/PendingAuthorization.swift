/// An authorization request at one point of its way: read anew, with who is there now.
struct PendingAuthorization: Sendable {
    var flow: AuthorizationFlow
    let request: AuthorizationRequest
    /// Nil if nobody is signed in.
    let person: Interaction.Person?
    /// What is still needed.
    let interaction: Interaction
}
