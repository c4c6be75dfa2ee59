import GatehouseOAuth

@testable import GatehouseControl
@testable import GatehousePolicy

/// Applications with texts of the test's choice in every field, also where the compiler would refuse them: a page does
/// not rely on it.
struct SampleApplication {
    let samples: PageSamples

    private func text(_ value: String) -> String { samples.text(value) }

    var read: String { text("tstapp_data.read") }

    /// An application with that many routes; the first ones ask for everything that a route can ask for.
    func application(routes count: Int = 6, hasScopes: Bool = true) throws -> CompiledApplication {
        guard let compiled = try CompiledPolicy.sample().applications.first else { throw FixtureError() }
        var settings = ApplicationSettings()
        settings.key = "tstapp"
        settings.name = text("Application tstapp")
        settings.upstreams = [
            .unix(path: "/run/" + text("app.sock")),
            .tcp(scheme: .http, host: text("app.example.test"), port: 9_000, basePath: ""),
        ]
        settings.prefix = "/" + text("tstapp")
        settings.audience = "https://api.example.test/" + text("audience")
        settings.publicURL = "https://api.example.test/" + text("tstapp")
        settings.file = "policies/" + text("tstapp.yaml")
        settings.scopes =
            hasScopes
            ? [
                DeclaredScope(name: read, text: text("Read your data"), assigned: true),
                DeclaredScope(name: "tstapp_idle", text: text("Do nothing"), assigned: false),
            ] : []
        return CompiledApplication(settings, routes: Array(routes(count).prefix(count)), router: compiled.router)
    }

    /// A policy of these applications.
    func policy(_ applications: [CompiledApplication]) -> CompiledPolicy {
        CompiledPolicy(applications: applications, examples: [], context: nil, mounts: .empty)
    }

    private func routes(_ count: Int) -> [CompiledRoute] {
        let claim = ClaimCondition(name: text("department"), values: [.string(text("finance"))])
        let special: [(TokenNeed, Requirement)] = [
            (.none, .nothing), (.optional, .nothing), (.required, .nothing),
            (.required, Requirement(allScopes: [read], anyScope: [], claims: [], clients: [], maximumAge: nil)),
            (
                .required,
                Requirement(
                    allScopes: [read],
                    anyScope: ["tstapp_a", "tstapp_b"],
                    claims: [claim],
                    clients: [text("web"), "app"],
                    maximumAge: 300
                )
            ),
            (
                .required,
                Requirement(allScopes: [read, "tstapp_c"], anyScope: [], claims: [], clients: [], maximumAge: nil)
            ),
        ]
        return (0..<max(count, special.count))
            .map { index in
                let (need, requirement) = index < special.count ? special[index] : (.none, .nothing)
                let template = "/part\(index)/" + text("data") + "/{id}"
                return CompiledRoute(
                    id: index,
                    methods: ["GET", text("POST")],
                    template: template,
                    label: "GET \(template)",
                    tokenNeed: need,
                    requirement: requirement,
                    crossOrigin: nil,
                    limits: [],
                    location: SourceLocation(file: "policies/" + text("tstapp.yaml"), line: 7 + index, column: 3)
                )
            }
    }

    /// One address that does well, one that is out, and one that was.
    var endpoints: [EndpointState] {
        [
            EndpointState(upstream: "unix:/run/" + text("app.sock"), isIn: true, ejections: 0),
            EndpointState(
                upstream: "http://" + text("app.example.test") + ":9000 (192.0.2.7)",
                isIn: false,
                ejections: 1_204
            ),
            EndpointState(
                upstream: "http://" + text("app.example.test") + ":9000 (192.0.2.8)",
                isIn: true,
                ejections: 1
            ),
        ]
    }

    /// Clients of the application and of another one: with its scope and without, in use and disabled.
    var clients: [ClientAccess] {
        let kinds: [(id: String, own: Bool, holds: Bool, isService: Bool, isDisabled: Bool)] = [
            ("reader", true, true, true, false), ("app", true, true, false, false), ("idle", true, false, true, false),
            ("other", false, false, false, false), ("off", true, true, true, true),
        ]
        return kinds.compactMap { kind in
            ClientID(kind.id)
                .map { id in
                    ClientAccess(
                        id: id,
                        name: text("Client \(kind.id)"),
                        application: kind.own ? "tstapp" : "billing",
                        scopes: ScopeSet(kind.holds ? ["openid", "tstapp_a", read] : ["openid"]),
                        isService: kind.isService,
                        isDisabled: kind.isDisabled
                    )
                }
        }
    }
}
