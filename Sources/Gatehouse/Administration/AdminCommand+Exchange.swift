import GatehouseJOSE
import GatehouseOAuth

extension AdminCommand {
    /// The command as the admin API has it; refused here is only a name that no address can hold.
    var exchange: AdminExchange<AdminAnswer> {
        get throws(AdminRefusal) {
            switch self {
            case .createClient(let new):
                AdminExchange(AdminRequest(.post, "clients", body: .json(try new.json)), as: AdminAnswer.createdClient)
            case .listClients(let application): .clients(of: application)
            case .showClient(let id): .client(try AdminRequest.client(.get, id))
            case .rotateSecret(let id, let label, let isOldRevoked):
                .secret(
                    try AdminRequest.client(
                        .post,
                        id,
                        "rotate-secret",
                        json: JSONObject([("revoke_old", .bool(isOldRevoked))]).with("label", label)
                    )
                )
            case .disableClient(let id): .client(try AdminRequest.client(.post, id, "disable"))
            case .enableClient(let id): .client(try AdminRequest.client(.post, id, "enable"))
            case .deleteClient(let id):
                // What is told is what it was.
                AdminExchange(
                    try AdminRequest.client(.get, id),
                    then: [try AdminRequest.client(.delete, id, ifMatch: "*")],
                    as: AdminAnswer.deletedClient
                )
            case .updateClient(let id, let wish, let version):
                .client(
                    try AdminRequest.client(.put, id, ifMatch: AdminRequest.tag(version), json: try wish.changes)
                )
            case .addSecret(let id, let label):
                .secret(try AdminRequest.client(.post, id, "secrets", json: JSONObject().with("label", label)))
            case .removeSecret(let id, let secret):
                .client(
                    try AdminRequest.client(.get, id),
                    after: try AdminRequest.client(.delete, id, "secrets", try AdminRequest.segment(secret: secret))
                )
            case .setLogo(let id, let bytes):
                .client(try AdminRequest.client(.get, id), after: try AdminRequest.logo(bytes, of: id))
            case .makeRegistrationToken(let application, let seconds):
                .registrationToken(of: application, seconds: seconds)
            case .comparePolicy(let clients, let digests): .comparison(with: clients, digests)
            case .createUser(let new):
                AdminExchange(AdminRequest(.post, "users", body: .json(new.json)), as: AdminAnswer.createdUser)
            case .listUsers: .users
            case .showUser(let name): .user(try AdminRequest.user(.get, name))
            case .setPassword(let name, let password):
                AdminExchange(
                    try AdminRequest.user(.put, name, "password", json: JSONObject().with("password", password)),
                    as: AdminAnswer.createdUser
                )
            case .assignScopes(let name, let given, let taken):
                .user(
                    try AdminRequest.user(
                        .post,
                        name,
                        "scopes",
                        json: ["give": .texts(given), "take": .texts(taken)]
                    )
                )
            case .updateUser(let name, let changes, let version):
                .user(try AdminRequest.user(.put, name, ifMatch: AdminRequest.tag(version), json: changes.json))
            case .disableUser(let name): .user(try AdminRequest.user(.post, name, "disable"))
            case .enableUser(let name): .user(try AdminRequest.user(.post, name, "enable"))
            case .resetSecondFactor(let name):
                .user(
                    try AdminRequest.user(.get, name),
                    after: try AdminRequest.user(.delete, name, "second-factor")
                )
            case .signOutUser(let name): .user(try AdminRequest.user(.post, name, "sign-out"))
            case .endSession(let name, let session):
                .user(
                    try AdminRequest.user(.get, name),
                    after: try AdminRequest.user(
                        .delete,
                        name,
                        "sessions",
                        try AdminRequest.segment(session: session)
                    )
                )
            case .withdrawAccess(let name, let client):
                AdminExchange(
                    try AdminRequest.user(.delete, name, "grants", try AdminRequest.segment(client: client)),
                    as: AdminAnswer.withdrawn
                )
            case .listGrants(let user, let client, let offset, let limit):
                .grants(of: user, to: client, offset: offset, limit: limit)
            case .listKeys:
                AdminExchange(list: AdminRequest(.get, "keys", query: AdminRequest.wholePages), as: AdminAnswer.keys)
            case .rotateKeys(let haste):
                AdminExchange(
                    list: AdminRequest(.post, "keys", "rotate", body: .json(["haste": .string(haste.rawValue)])),
                    as: AdminAnswer.rotated
                )
            case .inspectToken(let token):
                AdminExchange(
                    AdminRequest(.post, "tokens", "inspect", body: .json(["token": .string(token)])),
                    as: AdminAnswer.inspection
                )
            case .revokeToken(let token): .revocation("token", token)
            case .revokeTokenID(let id): .revocation("jti", id)
            case .revokeGrant(let grant): .revocation("grant", grant)
            case .revokeClient(let id):
                AdminExchange(try AdminRequest.client(.post, id, "revoke"), as: AdminAnswer.revoked)
            case .revokeSubject(let subject): .revocation("subject", subject)
            }
        }
    }
}
