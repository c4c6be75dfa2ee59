import GatehouseControl
import GatehousePolicy
import Testing

@testable import Gatehouse

extension ApplicationDraft {
    /// A draft that compiles; a test states only what matters to it.
    static func fixture(
        key: String = "tstapp",
        name: String = "Test application",
        upstreams: [String] = ["http://127.0.0.1:9000"],
        hosts: [String] = [],
        prefix: String? = nil,
        stripPrefix: Bool = false,
        audience: String = "",
        scopes: [Scope]? = nil,
        routes: [Route]? = nil
    ) -> ApplicationDraft {
        ApplicationDraft(
            key: key,
            name: name,
            upstreams: upstreams,
            hosts: hosts,
            prefix: prefix ?? "/\(key)",
            stripPrefix: stripPrefix,
            audience: audience,
            scopes: scopes ?? [Scope(name: "\(key)_data.read", text: "Read your data")],
            routes: routes ?? [
                Route(match: "GET /health", requirement: "public"),
                Route(match: "GET /data/**", requirement: "\(key)_data.read"),
            ]
        )
    }

    /// What a document says.
    static func reading(_ text: String) throws -> ApplicationDraft {
        ApplicationDraft(document: try YAMLDocument.parse(Array(text.utf8), file: "tstapp.yaml"))
    }
}

/// A policy document as a person writes it, with everything that a draft knows nothing of.
enum WrittenPolicy {
    static let text = """
        # The demo of the house.
        application: tstapp          # never changes
        name: Test application
        upstream:   http://127.0.0.1:9000   # beside us

        hosts: [api.example.test]    # only there
        prefix: /tstapp
        claims: [department]

        # Sentences are shown on the consent screen.
        scopes:
          tstapp_data.read:  Read your data        # harmless
          # writing is another matter
          tstapp_data.write: { text: "Create, change and delete your data", assigned: true }   # ask Ann

        routes:                       # below the prefix
          GET /health: public
          GET /data/**: tstapp_data.read           # also HEAD
          DELETE /data/{id}:
            all: [tstapp_data.write]
            claims: { department: [finance] }
            max_age: 300

        examples:
          - GET /tstapp/health: permit

        """

    static func draft(_ change: (inout ApplicationDraft) -> Void = { _ in }) throws -> ApplicationDraft {
        var draft = try ApplicationDraft.reading(text)
        change(&draft)
        return draft
    }
}

extension PolicyContext {
    /// The issuer of these tests.
    static func fixture() throws -> PolicyContext {
        try #require(PolicyContext(issuer: "https://auth.example.test"))
    }
}
