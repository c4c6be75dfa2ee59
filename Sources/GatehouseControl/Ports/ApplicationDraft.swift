/// An application as a form has it: what was typed, unchecked.
package struct ApplicationDraft: Sendable, Equatable, Codable {
    /// A scope with its sentence.
    package struct Scope: Sendable, Equatable, Codable {
        /// As tokens carry it.
        package var name: String
        /// The sentence on the consent page.
        package var text: String
        /// Whether only an administrator gives it to people.
        package var isAssigned: Bool

        /// A row of the form.
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

        /// A row of the form.
        package init(match: String, requirement: String) {
            self.match = match
            self.requirement = requirement
        }
    }

    /// The short key.
    package var key: String
    /// What people read.
    package var name: String
    /// The origins of its own servers.
    package var upstreams: [String]
    /// The hosts that it answers on; none is any.
    package var hosts: [String]
    /// Empty for the root.
    package var prefix: String
    /// Whether its servers see paths without the prefix.
    package var stripPrefix: Bool
    /// Empty for the default.
    package var audience: String
    /// What it declares, in the order of the form.
    package var scopes: [Scope]
    /// Its routes, in the order of the form.
    package var routes: [Route]

    /// Without arguments, an empty form.
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
