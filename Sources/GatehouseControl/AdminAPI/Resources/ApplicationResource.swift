import GatehouseJOSE
import GatehousePolicy

/// An application as a list shows it.
struct APIApplicationSummary: APIResource {
    let key: String
    let name: String
    let audience: String
    let url: String
    let hosts: [String]
    let prefix: String
    let scopes: [ApplicationDraft.Scope]
    let routes: Int
    let clients: Int
    let origin: APIOrigin

    init(_ application: CompiledApplication, origin: ApplicationOrigin?, clients: Int) {
        key = application.key
        name = application.name
        audience = application.audience
        url = application.publicURL
        hosts = application.hosts
        prefix = application.prefix
        scopes = application.scopes.map {
            ApplicationDraft.Scope(name: $0.name, text: $0.text, isAssigned: $0.assigned)
        }
        routes = application.routes.count
        self.clients = clients
        self.origin = APIOrigin(origin)
    }

    static var schema: APISchema {
        .named(
            "ApplicationSummary",
            .output([
                .required("key", .text, "The short key.", example: "tstapp"),
                .required("name", .text, "What people read."),
                .required("audience", .text, "What `aud` of its tokens contains."),
                .required("url", .text, "Where it is reached."),
                .required("hosts", .list(.text), "The hosts that it answers on; none is any."),
                .required("prefix", .text, "Where it is mounted; empty for the root."),
                .required("scopes", .list(APIApplication.scope), "What it declares."),
                .required("routes", .count, "How many routes it has."),
                .required("clients", .count, "How many clients it owns."),
                .required("origin", APIOrigin.schema, "Where it is declared."),
            ])
        )
    }
}

/// An application as a form has it, with its document; encodes as one flat object.
struct APIApplication: APIResource {
    let draft: ApplicationDraft
    let origin: ApplicationOrigin?

    private enum CodingKeys: String, CodingKey {
        case origin
        case document
    }

    func encode(to encoder: any Encoder) throws {
        try draft.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(APIOrigin(origin), forKey: .origin)
        try container.encodeIfPresent(origin?.text, forKey: .document)
    }

    /// What `ETag` says; nil where a file is the truth.
    var version: String? {
        guard case .store(_, let version)? = origin else { return nil }
        return version
    }

    static var schema: APISchema {
        .named(
            "Application",
            .output([
                .required("key", .text, "The short key.", example: "tstapp"),
                .required("name", .text, "What people read."),
                .required("upstreams", .list(.text), "Where its own servers listen."),
                .required("hosts", .list(.text), "The hosts that it answers on; none is any."),
                .required("prefix", .text, "Where it is mounted; empty for the root."),
                .required("strip_prefix", .boolean, "Whether its servers see paths without the prefix."),
                .required("audience", .text, "What `aud` of its tokens contains; empty for the default."),
                .required("scopes", .list(scope), "What it declares."),
                .required("routes", .list(route), "Its routes, as they are written."),
                .required("origin", APIOrigin.schema, "Where it is declared."),
                .optional("document", .text, "The policy document, as it is written."),
            ])
        )
    }

    /// A scope with its sentence.
    static let scope = APISchema.named(
        "Scope",
        .output([
            .required("name", .text, "The scope.", example: "tstapp_data.read"),
            .required("text", .text, "The sentence on the consent page.", example: "Read your data"),
            .required("assigned", .boolean, "Whether only an administrator gives it to people."),
        ])
    )

    private static let route = APISchema.named(
        "DeclaredRoute",
        .output([
            .required("match", .text, "Methods and template.", example: "GET /data/**"),
            .required("requirement", .text, "What it asks for.", example: "tstapp_data.read"),
        ])
    )
}

/// What a draft of an application would become.
struct APIReview: APIResource {
    let review: DraftReview

    private struct Problem: Encodable {
        let field: String
        let message: String
        let suggestion: String?
    }

    private enum CodingKeys: String, CodingKey {
        case problems
        case document
        case diff
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let problems = review.problems.map {
            Problem(field: $0.field, message: $0.message, suggestion: $0.suggestion)
        }
        try container.encode(problems, forKey: .problems)
        try container.encode(review.text, forKey: .document)
        try container.encode(review.diff, forKey: .diff)
    }

    static var schema: APISchema {
        .named(
            "Review",
            .output([
                .required(
                    "problems",
                    .list(APIFieldProblem.schema),
                    "Empty if the policy would compile with it."
                ),
                .required("document", .text, "The document that would be written."),
                .required("diff", .text, "For an application in a file: what to change there, as a unified diff."),
            ])
        )
    }
}

/// The members of an application that a request carries.
enum APIDraft {
    private static let scope = APISchema.named(
        "ScopeWish",
        .input([
            .required("name", .text(1...200), "The scope.", example: "tstapp_data.read"),
            .required("text", .text(1...500), "The sentence on the consent page.", example: "Read your data"),
            .optional("assigned", .boolean, "Whether only an administrator gives it to people.", example: false),
        ])
    )

    private static let route = APISchema.named(
        "RouteWish",
        .input([
            .required("match", .text(1...2_048), "Methods and template.", example: "GET /data/**"),
            .required(
                "requirement",
                .text(1...4_096),
                "`public`, `optional`, `authenticated`, scopes, or a requirement in flow style.",
                example: "tstapp_data.read"
            ),
        ])
    )

    private static let members: [APIMember] = [
        .required("name", .text(1...200), "What people read.", example: "Test application"),
        .required(
            "upstreams",
            .list(.text(1...2_048), atMost: 64),
            "Where its own servers listen.",
            example: ["http://127.0.0.1:9000"]
        ),
        .optional("hosts", .list(.text(1...255), atMost: 64), "The hosts that it answers on; none is any."),
        .optional("prefix", .text(0...1_024), "Where it is mounted; empty for the root.", example: "/tstapp"),
        .optional("strip_prefix", .boolean, "Whether its servers see paths without the prefix."),
        .optional("audience", .text(0...2_048), "What `aud` of its tokens contains; empty for the default."),
        .optional("scopes", .list(scope, atMost: 500), "What it declares."),
        .optional("routes", .list(route, atMost: 2_000), "Its routes."),
    ]

    private static let key = APIMember.required(
        "key",
        .text(1...64, pattern: "^[a-z0-9]+$"),
        "The short key: small letters and digits; it never changes.",
        example: "tstapp"
    )

    /// What `POST /applications` takes.
    static let new = APISchema.named("NewApplication", .input([key] + members))
    /// What `PUT /applications/{key}` takes.
    static let changes = APISchema.named("ApplicationChanges", .input(members))
}
