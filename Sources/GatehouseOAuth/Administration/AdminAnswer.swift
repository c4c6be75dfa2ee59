/// What an administrator's command came to.
package enum AdminAnswer: Sendable, Equatable {
    case client(ClientSummary)
    /// A new client or a new secret; the secret is shown here once.
    case createdClient(CreatedClient)
    case clients([ClientSummary])
    case deletedClient(ClientSummary)
    case registrationToken(RegistrationTokenSummary)
    case user(UserSummary)
    /// A new person or a new password; one that was chosen by chance is shown here once.
    case createdUser(CreatedUser)
    case users([UserSummary])
    /// One page of the grants that stand.
    case grants(GrantList)
    case withdrawn(WithdrawnAccess)
    /// What stands now, to be compared with a policy.
    case standingPolicy(StandingPolicy)
    case keys([KeySummary])
    /// All keys after the rotation.
    case rotated([KeySummary])
    case inspection(TokenInspection)
    case revoked(RevocationSummary)
    /// The answer is no, and why.
    case refused(AdminRefusal)
}
