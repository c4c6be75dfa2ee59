import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

extension APIEndpoint {
    /// Grants of people, and single tokens.
    static let access: [APIEndpoint] = [
        APIEndpoint(
            method: .get,
            path: "/grants",
            id: "listGrants",
            section: .access,
            right: .read,
            summary: "List grants that stand",
            query: [
                APIParameter("user", .text(1...320), "Those of this person.", example: "alice"),
                APIParameter("client", .text(1...200), "Those to this client.", example: "reporting"),
                .limit, .offset,
            ],
            success: .list(of: GrantSummary.self, "A page of the grants, the newest first."),
            refusals: [.notFound],
            answer: AccessAnswers.grants
        ),
        APIEndpoint(
            method: .get,
            path: "/grants/{grant_id}",
            id: "showGrant",
            section: .access,
            right: .read,
            summary: "Show a grant that stands",
            success: .ok(GrantSummary.self, "The grant."),
            answer: AccessAnswers.grant
        ),
        APIEndpoint(
            method: .delete,
            path: "/grants/{grant_id}",
            id: "revokeGrant",
            section: .access,
            right: .change,
            summary: "Revoke a grant",
            about: "Its refresh token and its access tokens are refused from now on.",
            success: .ok(RevocationSummary.self, "What stands now."),
            answer: AccessAnswers.revokeGrant
        ),
        APIEndpoint(
            method: .post,
            path: "/tokens/inspect",
            id: "inspectToken",
            section: .access,
            right: .change,
            summary: "Say what a token claims, and whether that holds",
            body: .json(
                .named(
                    "TokenToInspect",
                    .input([
                        .required(
                            "token",
                            .text(1...65_536),
                            "A whole access token.",
                            example: "eyJhbGciOi…"
                        )
                    ])
                ),
                isOptional: false,
                example: ["token": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"]
            ),
            success: .ok(TokenInspection.self, "What can be said of it."),
            refusals: [.conflict],
            answer: AccessAnswers.inspect
        ),
        APIEndpoint(
            method: .post,
            path: "/tokens/revoke",
            id: "revokeTokens",
            section: .access,
            right: .change,
            summary: "Revoke a token, a grant, or all of a client or a subject",
            about: "With `dry_run` nothing changes, and the answer says what would end.",
            body: .json(APIRevocation.wish, isOptional: false, example: APIExamples.revocation),
            success: .ok(APIRevocation.self, "What stands now, or what would end."),
            refusals: [.notFound, .conflict],
            answer: RevocationAnswers.revoke
        ),
    ]

    /// Signing keys.
    static let keys: [APIEndpoint] = [
        APIEndpoint(
            method: .get,
            path: "/keys",
            id: "listKeys",
            section: .keys,
            right: .read,
            summary: "List signing keys",
            query: [.limit, .offset],
            success: .list(of: KeySummary.self, "Current ones, next ones, then previous ones."),
            answer: AccessAnswers.keys
        ),
        APIEndpoint(
            method: .post,
            path: "/keys/rotate",
            id: "rotateKeys",
            section: .keys,
            right: .change,
            summary: "Rotate the signing keys",
            body: .json(
                .named(
                    "Rotation",
                    .input([
                        .optional(
                            "haste",
                            .word(RotationHaste.allCases.map(\.rawValue)),
                            "`none`: only a key that verifiers know may sign. `urgent`: they may have to fetch it. "
                                + "`compromised`: no signature of any earlier key counts any more.",
                            example: "none"
                        )
                    ])
                ),
                isOptional: true,
                example: ["haste": "none"]
            ),
            success: .list(of: KeySummary.self, "All keys after it."),
            refusals: [.conflict],
            answer: AccessAnswers.rotate
        ),
    ]
}

extension APIRevocation {
    /// What `POST /tokens/revoke` takes.
    static let wish = APISchema.named(
        "RevocationRequest",
        .input([
            .required(
                "kind",
                .word(["token", "jti", "grant", "client", "subject"]),
                "What `name` is: a whole access token, its `jti`, what stands before the dot of that, a client id, "
                    + "or the `sub` of tokens.",
                example: "client"
            ),
            .required("name", .judged(.text(1...65_536)), "The name.", example: "reporting"),
            .optional("dry_run", .boolean, "Only say what would end.", example: true),
        ])
    )
}
