/// What a policy declares, in words that can be compared: for `gatehouse policy diff`.
package struct PolicyOutline: Codable, Sendable, Equatable {
    /// An application in words.
    package struct Application: Codable, Sendable, Equatable {
        /// The short key.
        package let key: String
        /// Its settings by their keys in a file.
        package let settings: [String: String]
        /// Its scopes, each with its sentence.
        package let scopes: [String: String]
        /// Its routes, `GET /data/**`, each with what it needs.
        package let routes: [String: String]

        package init(key: String, settings: [String: String], scopes: [String: String], routes: [String: String]) {
            self.key = key
            self.settings = settings
            self.scopes = scopes
            self.routes = routes
        }
    }

    /// The applications, ordered by key.
    package let applications: [Application]

    package init(applications: [Application]) {
        self.applications = applications
    }
}

/// What stands now, as far as a new policy could change it.
package struct StandingPolicy: Codable, Sendable, Equatable {
    /// The policy in force; nil where no server runs.
    package let policy: PolicyOutline?
    /// The clients that a policy is about.
    package let clients: [ClientSummary]
    /// Those of them whose newest secret is the one that was asked about.
    package let secretsInForce: [String]

    package init(policy: PolicyOutline?, clients: [ClientSummary], secretsInForce: [String]) {
        self.policy = policy
        self.clients = clients
        self.secretsInForce = secretsInForce
    }

    private enum CodingKeys: String, CodingKey {
        case policy
        case clients
        case secretsInForce = "secrets_in_force"
    }
}
