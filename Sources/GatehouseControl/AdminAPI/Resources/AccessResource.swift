import GatehouseJOSE
import GatehouseOAuth

extension GrantSummary: APIResource {
    static var schema: APISchema {
        .named(
            "Grant",
            .output([
                .required("grant", .text, "What stands before the dot of a token's `jti`."),
                .required("client_id", .text, "Who it was given to."),
                .required("sub", .text, "Who gave it."),
                .required("scopes", .list(.text), "What was allowed."),
                .required("resources", .list(.text), "The resources that were named; none is no restriction."),
                .optional("session", .text, "The session in which it was given."),
                .required("created_at", .instant, "When it was given, in Unix seconds."),
                .required("expires_at", .instant, "When its last token expires at the latest."),
                .optional("last_used_at", .instant, "When a token was last issued from it."),
            ])
        )
    }
}

extension WithdrawnAccess: APIResource {
    static var schema: APISchema {
        .named(
            "WithdrawnAccess",
            .output([
                .required("sub", .text, "The person."),
                .required("client_id", .text, "The client."),
                .required("grants", .count, "How many grants ended."),
            ])
        )
    }
}

extension RevocationSummary: APIResource {
    static var schema: APISchema {
        .named(
            "Revocation",
            .output([
                .required("kind", .word(RevocationKind.allCases.map(\.rawValue)), "What was named."),
                .required("name", .text, "The name: a `jti`, a grant, a client id or a subject."),
                .optional(
                    "revoked_before",
                    .integer(Int64.min...Int64.max),
                    "Tokens issued at or before this instant are refused; left out: every one."
                ),
                .optional("expires_at", .instant, "When the record may be forgotten; left out: never."),
                .optional("grants", .count, "How many grants ended with it, where that is counted."),
            ])
        )
    }
}

/// A revocation, done or only looked at.
struct APIRevocation: APIResource {
    let isDryRun: Bool
    /// Nil where grants do not end: a single token.
    let reach: APIReach?
    /// Nil for a dry run.
    let revocation: RevocationSummary?

    private enum CodingKeys: String, CodingKey {
        case isDryRun = "dry_run"
        case reach
        case revocation
    }

    static var schema: APISchema {
        .named(
            "RevocationReport",
            .output([
                .required("dry_run", .boolean, "Whether nothing was changed."),
                .optional(
                    "reach",
                    APIReach.schema,
                    "The grants that end; left out for a single token, which ends alone."
                ),
                .optional("revocation", RevocationSummary.schema, "What stands now; left out for a dry run."),
            ])
        )
    }
}

/// What ends with a revocation.
struct APIReach: APIResource {
    let grants: Int
    let refreshTokens: Int
    let people: Int
    let clients: Int
    let lastUsedAt: Int64?

    init(_ reach: RevocationReach) {
        grants = reach.grants
        refreshTokens = reach.refreshTokens
        people = reach.people
        clients = reach.clients
        lastUsedAt = reach.lastUsedAt
    }

    private enum CodingKeys: String, CodingKey {
        case grants
        case refreshTokens = "refresh_tokens"
        case people
        case clients
        case lastUsedAt = "last_used_at"
    }

    static var schema: APISchema {
        .named(
            "RevocationReach",
            .output([
                .required("grants", .count, "Grants of people that stand."),
                .required("refresh_tokens", .count, "Of which so many have a live refresh token."),
                .required("people", .count, "Different people among them."),
                .required("clients", .count, "Different clients among them."),
                .optional("last_used_at", .instant, "When a token was last issued from one of them."),
            ])
        )
    }
}

extension TokenInspection: APIResource {
    static var schema: APISchema {
        .named(
            "TokenInspection",
            .output([
                .required("valid", .boolean, "Whether the gate would take it for one of its audiences now."),
                .optional("reason", .text, "The first reason why not: a stable name."),
                .optional("explanation", .text, "The same reason as a sentence."),
                .optional("revoked_by", .word(RevocationKind.allCases.map(\.rawValue)), "Which revocation refuses it."),
                .optional(
                    "remaining_seconds",
                    .integer(Int64.min...Int64.max),
                    "Until it expires; negative since then."
                ),
                .optional("header", .anyObject, "As it was sent; unproved unless the signature is right."),
                .optional("claims", .anyObject, "As they were sent; unproved unless the signature is right."),
            ])
        )
    }
}

extension RegistrationTokenSummary: APIResource {
    static var schema: APISchema {
        .named(
            "RegistrationToken",
            .output([
                .required("token", .text, "The initial access token (RFC 7591); it is shown here once."),
                .required("application", .text, "The application that will own the client."),
                .required("expires_at", .instant, "Until when it can be used, in Unix seconds."),
            ])
        )
    }
}

extension KeySummary: APIResource {
    static var schema: APISchema {
        .named(
            "Key",
            .output([
                .required("kid", .text, "The thumbprint of the key (RFC 7638)."),
                .required("alg", .text, "What it signs with.", example: "ES256"),
                .required("state", .word(["current", "next", "previous"]), "Where it is in its life."),
                .required("created_at", .instant, "When it was made, in Unix seconds."),
                .optional("activated_at", .instant, "When it became current."),
                .optional("retired_at", .instant, "When it ceased to be current."),
                .required("age_seconds", .count, "Since it was made."),
            ])
        )
    }
}

/// An audit event with its place in the log; encodes as one flat object.
struct APIAuditEvent: APIResource {
    let recorded: RecordedAuditEvent

    private enum CodingKeys: String, CodingKey {
        case sequence
    }

    func encode(to encoder: any Encoder) throws {
        try recorded.event.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(recorded.sequence, forKey: .sequence)
    }

    static var schema: APISchema {
        .named(
            "AuditEvent",
            .output([
                .required("sequence", .integer(0...Int64.max), "Ascending in the order of recording."),
                .required("at", .instant, "When, in Unix seconds."),
                .required("actor", .text, "Who: a person's id, a client id, `cli` or `server`.", example: "cli"),
                .required("kind", .text, "What.", example: "client.created"),
                .required("details", .map(.text), "What belongs to it.", example: ["client": "reporting"]),
            ])
        )
    }
}
