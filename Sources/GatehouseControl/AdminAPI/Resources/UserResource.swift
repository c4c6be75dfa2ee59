import GatehouseJOSE
import GatehouseOAuth

extension UserSummary: APIResource {
    static var schema: APISchema { .named("User", .output(APIUser.members)) }
}

extension CreatedUser: APIResource {
    static var schema: APISchema {
        .named(
            "CreatedUser",
            .output(
                APIUser.members + [
                    .optional(
                        "password",
                        .text,
                        "The password that chance chose; it is shown here once, and never again."
                    )
                ]
            )
        )
    }
}

/// The members of people.
enum APIUser {
    private static let attributes = APISchema.map(.list(.judged(.text(1...200)), atMost: 32), atMost: 64)

    private static let wish: [APIMember] = [
        .optional(
            "email",
            .judged(.text(3...320)),
            "Where the person is written to.",
            example: "alice@example.test"
        ),
        .optional("name", .judged(.text(1...200)), "What others read.", example: "Alice Archer"),
        .optional(
            "attributes",
            attributes,
            "Facts for applications that ask for them.",
            example: ["department": ["finance"]]
        ),
        .optional(
            "scopes",
            scopes,
            "The assigned scopes.",
            example: ["gatehouse_read"]
        ),
    ]

    /// What the server tells of a person.
    static let members: [APIMember] = [
        .required("sub", .text(36...36, format: "uuid"), "The person in tokens; it never changes."),
        .required("username", .text, "What the person types to sign in.", example: "alice"),
        .optional("email", .text, "Where the person is written to."),
        .optional("name", .text, "What others read."),
        .required("attributes", .map(.list(.text)), "Facts for applications that ask for them."),
        .required("scopes", .list(.text), "The assigned scopes."),
        .required("second_factor", .boolean, "Whether a second factor is asked for."),
        .required("password_set", .boolean, "Whether there is a password."),
        .required("created_at", .instant, "When the person was registered, in Unix seconds."),
        .optional("disabled_at", .instant, "Since when the person may not sign in; left out if they may."),
        .required("version", .text, "Changes with every change: what `ETag` says, too."),
    ]

    /// What `POST /users` takes.
    static let new = APISchema.named(
        "NewUser",
        .input(
            [
                .required(
                    "username",
                    .judged(.text(1...64, pattern: "^[A-Za-z0-9._@+-]+$")),
                    "What the person types to sign in.",
                    example: "alice"
                ),
                .optional(
                    "password",
                    .judged(.text(1...1_024)),
                    "Left out, chance chooses one, and the answer shows it once."
                ),
            ] + wish
        )
    )

    /// What `POST /users/{user}/scopes` takes.
    static let scopeChanges = APISchema.named(
        "ScopeChanges",
        .input([
            .optional("give", scopes, "Scopes that the person gets.", example: ["gatehouse_read"]),
            .optional("take", scopes, "Scopes that the person loses.", example: []),
        ])
    )

    private static let scopes = APISchema.list(.judged(.text(1...200)), atMost: 500)

    /// What `PUT /users/{user}` takes.
    static let changes = APISchema.named("UserChanges", .input(wish))
}

/// Where a person is signed in.
struct APISession: APIResource {
    let id: String
    let createdAt: Int64
    let authenticatedAt: Int64
    let lastSeenAt: Int64
    let expiresAt: Int64
    let acr: String
    let amr: [String]
    let userAgent: String?
    let address: String?

    init(_ session: Session) {
        id = session.id
        createdAt = session.createdAt
        authenticatedAt = session.authenticatedAt
        lastSeenAt = session.lastSeenAt
        expiresAt = session.expiresAt
        acr = session.context.acr
        amr = session.context.amr
        userAgent = session.userAgent
        address = session.address
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case createdAt = "created_at"
        case authenticatedAt = "authenticated_at"
        case lastSeenAt = "last_seen_at"
        case expiresAt = "expires_at"
        case acr
        case amr
        case userAgent = "user_agent"
        case address
    }

    static var schema: APISchema {
        .named(
            "Session",
            .output([
                .required("id", .text, "`sid` of the tokens that come from it."),
                .required("created_at", .instant, "When it began, in Unix seconds."),
                .required("authenticated_at", .instant, "When the person last proved who they are."),
                .required("last_seen_at", .instant, "When it was last used; up to a minute late."),
                .required("expires_at", .instant, "When it ends by itself."),
                .required("acr", .word(["aal1", "aal2"]), "How surely the person was recognised."),
                .required("amr", .list(.text), "How they proved it (RFC 8176)."),
                .optional("user_agent", .text, "The browser in its own words."),
                .optional("address", .text, "The address that it came from."),
            ])
        )
    }
}
