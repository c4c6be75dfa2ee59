/// What an administrator's command came to.
package enum AdminAnswer: Codable, Sendable, Equatable {
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

    private enum CodingKeys: String, CodingKey {
        case client
        case createdClient = "created_client"
        case clients
        case deletedClient = "deleted_client"
        case registrationToken = "registration_token"
        case user
        case createdUser = "created_user"
        case users
        case grants
        case withdrawn
        case standingPolicy = "standing_policy"
        case keys
        case rotated
        case inspection
        case revoked
        case refused
    }

    private enum ClientCodingKeys: String, CodingKey { case _0 = "client" }
    private enum CreatedClientCodingKeys: String, CodingKey { case _0 = "client" }
    private enum ClientsCodingKeys: String, CodingKey { case _0 = "clients" }
    private enum DeletedClientCodingKeys: String, CodingKey { case _0 = "client" }
    private enum RegistrationTokenCodingKeys: String, CodingKey { case _0 = "registration" }
    private enum UserCodingKeys: String, CodingKey { case _0 = "user" }
    private enum CreatedUserCodingKeys: String, CodingKey { case _0 = "user" }
    private enum UsersCodingKeys: String, CodingKey { case _0 = "users" }
    private enum GrantsCodingKeys: String, CodingKey { case _0 = "page" }
    private enum WithdrawnCodingKeys: String, CodingKey { case _0 = "access" }
    private enum StandingPolicyCodingKeys: String, CodingKey { case _0 = "standing" }
    private enum KeysCodingKeys: String, CodingKey { case _0 = "keys" }
    private enum RotatedCodingKeys: String, CodingKey { case _0 = "keys" }
    private enum InspectionCodingKeys: String, CodingKey { case _0 = "token" }
    private enum RevokedCodingKeys: String, CodingKey { case _0 = "revocation" }
    private enum RefusedCodingKeys: String, CodingKey { case _0 = "refusal" }
}
