import GatehouseJOSE
import GatehouseOAuth

extension ClientSummary: APIResource {
    static var schema: APISchema { .named("Client", .output(APIClient.members)) }
}

extension CreatedClient: APIResource {
    static var schema: APISchema {
        .named(
            "CreatedClient",
            .output(
                APIClient.members + [
                    .optional("client_secret", .text, "The new secret; it is shown here once, and never again.")
                ]
            )
        )
    }
}

/// The members of clients.
enum APIClient {
    /// What a client is, beside what only the server says of it.
    static let wish: [APIMember] = [
        .required("name", .judged(.text(1...200)), "What people read.", example: "Reporting job"),
        .required(
            "grants",
            .list(.judged(.word(GrantType.allCases.map(\.rawValue))), atMost: 8),
            "How it gets tokens.",
            example: ["client_credentials"]
        ),
        .required(
            "scopes",
            .list(.judged(.text(1...200)), atMost: 500),
            "What it may ask for.",
            example: ["tstapp_data.read"]
        ),
        .optional(
            "redirect_uris",
            .list(address, atMost: 100),
            "Where browsers are sent back to, byte for byte.",
            example: []
        ),
        .optional("policy_uri", address, "Where its privacy policy is read."),
        .optional("tos_uri", address, "Where its terms of service are read."),
        .optional(
            "settings",
            .named("ClientSettingsWish", .input(settings)),
            "What else is settled; all of it may be left out."
        ),
    ]

    /// What the server tells of a client.
    static let members: [APIMember] = [
        .required("client_id", .text, "The name under which it authenticates.", example: "reporting"),
        .required("application", .text, "The short key of the application that owns it.", example: "tstapp"),
        .required("name", .text, "What people read.", example: "Reporting job"),
        .required("grants", .list(.word(GrantType.allCases.map(\.rawValue))), "How it gets tokens."),
        .required("scopes", .list(.text), "What it may ask for."),
        .required("public", .boolean, "Whether it runs where a secret cannot be kept."),
        .required("redirect_uris", .list(.text), "Where browsers are sent back to."),
        .optional("policy_uri", .text, "Where its privacy policy is read."),
        .optional("tos_uri", .text, "Where its terms of service are read."),
        .required("settings", .named("ClientSettings", .output(settings + serverSettings)), "What else is settled."),
        .required("secrets", .list(secret), "The live secrets, oldest first; at most two."),
        .required("created_at", .instant, "When it was made, in Unix seconds."),
        .optional("disabled_at", .instant, "Since when it may not authenticate; left out if it may."),
        .required("version", .text, "Changes with every change: what `ETag` says, too."),
    ]

    private static let secret = APISchema.named(
        "Secret",
        .output([
            .required("id", .text, "How the audit log names it."),
            .required("label", .text, "What the administrator called it."),
            .required("created_at", .instant, "When it was made, in Unix seconds."),
            .optional("last_used_at", .instant, "When it was last used, in Unix seconds."),
        ])
    )

    private static let address = APISchema.judged(.text(1...2_000))

    private static let settings: [APIMember] = [
        .optional(
            "token_endpoint_auth_method",
            .word(ClientAuthenticationMethod.allCases.map(\.rawValue)),
            "How it proves who it is (RFC 7591); left out: by a secret, if it is confidential."
        ),
        .optional("jwks", .judged(.text(1...65_536)), "Its public keys: a JWK Set, as a text."),
        .optional("jwks_uri", address, "Where its public keys are."),
        .optional("tls_client_auth_subject_dn", .judged(.text(1...1_000)), "RFC 8705: the subject of its certificate."),
        .optional(
            "certificate_thumbprints",
            .list(.judged(.text(1...100)), atMost: 10),
            "RFC 8705: SHA-256 of its own certificates, in base64url."
        ),
        .optional("client_uri", address, "Its home page."),
        .optional(
            "post_logout_redirect_uris",
            .list(address, atMost: 100),
            "Where browsers may be sent after signing out."
        ),
        .optional("backchannel_logout_uri", address, "Where it hears that a session has ended."),
        .optional(
            "id_token_signed_response_alg",
            .judged(.word(["ES256", "RS256"])),
            "What its ID tokens are signed with."
        ),
        .optional("subject_type", .word(SubjectType.allCases.map(\.rawValue)), "What it learns of who a person is."),
        .optional("sector_identifier", .text(1...255), "The host that pairwise subjects are made for."),
        .optional("require_pushed_authorization_requests", .boolean, "RFC 9126: only pushed requests."),
        .optional("require_signed_request_object", .boolean, "RFC 9101: only signed requests."),
        .optional("dpop_bound_access_tokens", .boolean, "RFC 9449: all its tokens are bound to a key."),
        .optional(
            "tls_client_certificate_bound_access_tokens",
            .boolean,
            "RFC 8705: all its tokens are bound to its certificate."
        ),
        .optional("first_party", .boolean, "Consent is not asked."),
        .optional("access_token_seconds", .judged(.integer(60...86_400)), "How long its access tokens live."),
        .optional(
            "refresh_token_seconds",
            .judged(.integer(300...31_536_000)),
            "How long its refresh tokens live unused."
        ),
        .optional("default_max_age", .integer(0...31_536_000), "How old a sign-in may be, in seconds."),
    ]

    private static let serverSettings: [APIMember] = [
        .optional(
            "source",
            .word(ClientSource.allCases.map(\.rawValue)),
            "Who registered it; left out: an administrator."
        ),
        .optional("metadata_document", .text, "The URL of the document that describes it."),
        .optional("registration_token_digest", .text, "RFC 7592: SHA-256 of the token with which it changes itself."),
        .optional("has_logo", .boolean, "Whether it has a logo."),
        .optional("consents_since", .instant, "What people allowed before is asked again."),
        .optional("granted_scopes", .list(.text), "The scopes that policy files gave it."),
        .optional("declared_in", .text, "The policy file that declares it."),
        .optional("withdrawn", .boolean, "Whether it is disabled because its declaration is gone."),
    ]

    /// What `POST /clients` takes.
    static let new = APISchema.named(
        "NewClient",
        .input(
            [
                .optional(
                    "client_id",
                    .judged(.text(1...200, pattern: "^[!-.0-9;-~]+$")),
                    "The id that it shall have; left out, chance chooses.",
                    example: "reporting"
                ),
                .required(
                    "application",
                    .judged(.text(1...64)),
                    "The short key of its application.",
                    example: "tstapp"
                ),
                .optional("public", .boolean, "Whether it runs where a secret cannot be kept.", example: false),
                .optional(
                    "logo",
                    .judged(.text(1...87_382, pattern: "^[A-Za-z0-9_-]+$")),
                    "A PNG, JPEG or WebP image of at most 64 KiB for the consent page, in base64url."
                ),
            ] + wish
        )
    )

    /// What `PUT /clients/{client_id}` takes.
    static let changes = APISchema.named("ClientChanges", .input(wish))
}
