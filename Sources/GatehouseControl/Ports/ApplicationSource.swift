package import GatehouseOAuth
package import GatehousePolicy

/// Where the truth about an application is.
package enum ApplicationOrigin: Sendable, Equatable {
    /// A file of the policy directory, with its text.
    case file(path: String, text: String)
    /// The store, with its text and its version.
    case store(text: String, version: String)

    /// The policy document.
    package var text: String {
        switch self {
        case .file(_, let text), .store(let text, _): text
        }
    }
}

/// The policy in force, and how it came to be.
package struct PolicyStanding: Sendable {
    package var policy: CompiledPolicy
    /// Counts the policies since the start.
    package var generation: UInt64
    /// When it came into force, in Unix seconds.
    package var appliedAt: Int64
    /// By the application's short key.
    package var origins: [String: ApplicationOrigin]
    /// Why what is written now is not in force; empty if it is.
    package var problems: [PolicyDiagnostic]
    /// What is in force and hardly meant.
    package var warnings: [PolicyDiagnostic]

    package init(
        policy: CompiledPolicy,
        generation: UInt64,
        appliedAt: Int64,
        origins: [String: ApplicationOrigin] = [:],
        problems: [PolicyDiagnostic] = [],
        warnings: [PolicyDiagnostic] = []
    ) {
        self.policy = policy
        self.generation = generation
        self.appliedAt = appliedAt
        self.origins = origins
        self.problems = problems
        self.warnings = warnings
    }
}

/// An application as a form has it: what was typed, unchecked.
package struct ApplicationDraft: Sendable, Equatable, Codable {
    /// A scope with its sentence.
    package struct Scope: Sendable, Equatable, Codable {
        package var name: String
        package var text: String
        package var isAssigned: Bool

        package init(name: String, text: String, isAssigned: Bool = false) {
            self.name = name
            self.text = text
            self.isAssigned = isAssigned
        }

        private enum CodingKeys: String, CodingKey {
            case name
            case text
            case isAssigned = "assigned"
        }
    }

    /// A route: `GET /data/**` and what it asks for.
    package struct Route: Sendable, Equatable, Codable {
        /// Methods and template, as in a policy file.
        package var match: String
        /// `public`, `optional`, `authenticated`, a scope, several separated by spaces (all of them), or a requirement
        /// in flow style: `{ any: [a, b], max_age: 300 }`.
        package var requirement: String

        package init(match: String, requirement: String) {
            self.match = match
            self.requirement = requirement
        }
    }

    /// The short key.
    package var key: String
    package var name: String
    package var upstreams: [String]
    package var hosts: [String]
    /// Empty for the root.
    package var prefix: String
    package var stripPrefix: Bool
    /// Empty for the default.
    package var audience: String
    package var scopes: [Scope]
    package var routes: [Route]

    package init(
        key: String = "",
        name: String = "",
        upstreams: [String] = [],
        hosts: [String] = [],
        prefix: String = "",
        stripPrefix: Bool = false,
        audience: String = "",
        scopes: [Scope] = [],
        routes: [Route] = []
    ) {
        self.key = key
        self.name = name
        self.upstreams = upstreams
        self.hosts = hosts
        self.prefix = prefix
        self.stripPrefix = stripPrefix
        self.audience = audience
        self.scopes = scopes
        self.routes = routes
    }

    private enum CodingKeys: String, CodingKey {
        case key
        case name
        case upstreams
        case hosts
        case prefix
        case stripPrefix = "strip_prefix"
        case audience
        case scopes
        case routes
    }
}

/// What is wrong with a field of a draft.
package struct DraftProblem: Sendable, Equatable {
    /// `key`, `name`, `upstreams.0`, `hosts.1`, `prefix`, `audience`, `scopes.2.name`, `scopes.2.text`,
    /// `routes.3.match`, `routes.3.requirement`, a list itself (`scopes`, `routes` …), or empty for the whole.
    package var field: String
    package var message: String
    /// What to write instead.
    package var suggestion: String?

    package init(field: String, message: String, suggestion: String? = nil) {
        self.field = field
        self.message = message
        self.suggestion = suggestion
    }
}

/// What a draft would become.
package struct DraftReview: Sendable, Equatable {
    /// Empty if the policy would compile with it.
    package var problems: [DraftProblem]
    /// The document that would be written.
    package var text: String
    /// For an application in a file: what to change there, as a unified diff; empty if nothing changes.
    package var diff: String

    package init(problems: [DraftProblem], text: String, diff: String) {
        self.problems = problems
        self.text = text
        self.diff = diff
    }
}

/// What became of a change to an application.
package enum ApplicationChange: Sendable, Equatable {
    /// It is in force; the new version, empty where the application was taken away.
    case saved(version: String)
    /// Another administrator was faster; the version that stands.
    case outdated(version: String)
    /// The policy would not compile with it.
    case refused([DraftProblem])
    /// A file declares it: it changes there.
    case declared(path: String)
    /// There is one of that key already.
    case exists
    case unknown
    /// It would take these clients' application away: they are disabled or deleted first.
    case inUse(clients: Int)
}

/// Reads the policy in force, and changes the applications that live in the store.
package protocol ApplicationSource: Sendable {
    /// The policy of this moment.
    func standing() async -> PolicyStanding

    /// An application as a form shows it; nil if there is none of that key.
    func draft(of key: String) async -> ApplicationDraft?

    /// Checks a draft against everything else that is declared: a new application, or the one of that key.
    func review(_ draft: ApplicationDraft, replacing key: String?) async -> DraftReview

    /// Makes a new application in the store and puts it in force.
    func create(_ draft: ApplicationDraft, actor: String, now: Int64) async throws(StorageError) -> ApplicationChange

    /// Replaces one of the store, if its version is still that one (nil: whatever it is), and puts it in force.
    func replace(
        _ draft: ApplicationDraft,
        expecting version: String?,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange

    /// Takes one of the store away, if no client belongs to it; one that a file has set aside goes in any case.
    func remove(
        _ key: String,
        expecting version: String?,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange
}
