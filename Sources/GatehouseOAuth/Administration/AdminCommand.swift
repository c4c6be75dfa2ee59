/// What an administrator can ask for, from the command line or later from the dashboard.
package enum AdminCommand: Codable, Sendable, Equatable {
    case createClient(NewClient)
    /// All clients, or those of one application.
    case listClients(application: String?)
    case showClient(String)
    /// A new secret; the previous one stays live unless it is revoked.
    case rotateSecret(client: String, label: String?, isOldRevoked: Bool)
    case disableClient(String)
    case enableClient(String)
    case deleteClient(String)
    case listKeys
    /// The next key signs; if it is urgent, also one that verifiers may not have yet.
    case rotateKeys(isUrgent: Bool = false)
    /// A whole access token; nothing is changed.
    case inspectToken(String)
    /// A whole access token.
    case revokeToken(String)
    /// The `jti` of an access token.
    case revokeTokenID(String)
    /// The part of a `jti` before the dot.
    case revokeGrant(String)
    /// All tokens issued to a client until now; it may ask for new ones.
    case revokeClient(String)
    /// All tokens about a subject issued until now.
    case revokeSubject(String)

    private enum CodingKeys: String, CodingKey {
        case createClient = "create_client"
        case listClients = "list_clients"
        case showClient = "show_client"
        case rotateSecret = "rotate_secret"
        case disableClient = "disable_client"
        case enableClient = "enable_client"
        case deleteClient = "delete_client"
        case listKeys = "list_keys"
        case rotateKeys = "rotate_keys"
        case inspectToken = "inspect_token"
        case revokeToken = "revoke_token"
        case revokeTokenID = "revoke_token_id"
        case revokeGrant = "revoke_grant"
        case revokeClient = "revoke_client"
        case revokeSubject = "revoke_subject"
    }

    private enum CreateClientCodingKeys: String, CodingKey { case _0 = "client" }
    private enum ShowClientCodingKeys: String, CodingKey { case _0 = "client_id" }
    private enum RotateSecretCodingKeys: String, CodingKey {
        case client = "client_id"
        case label
        case isOldRevoked = "revoke_old"
    }
    private enum DisableClientCodingKeys: String, CodingKey { case _0 = "client_id" }
    private enum EnableClientCodingKeys: String, CodingKey { case _0 = "client_id" }
    private enum DeleteClientCodingKeys: String, CodingKey { case _0 = "client_id" }
    private enum RotateKeysCodingKeys: String, CodingKey { case isUrgent = "now" }
    private enum InspectTokenCodingKeys: String, CodingKey { case _0 = "token" }
    private enum RevokeTokenCodingKeys: String, CodingKey { case _0 = "token" }
    private enum RevokeTokenIDCodingKeys: String, CodingKey { case _0 = "jti" }
    private enum RevokeGrantCodingKeys: String, CodingKey { case _0 = "grant" }
    private enum RevokeClientCodingKeys: String, CodingKey { case _0 = "client_id" }
    private enum RevokeSubjectCodingKeys: String, CodingKey { case _0 = "subject" }
}
