import GatehouseOAuth
import GatehousePolicy

@testable import GatehouseControl

extension PageSamples {
    /// Every state of the pages about applications.
    var applicationPages: [Sample] {
        get throws { try lists + pages + forms + endings }
    }

    private var sample: SampleApplication { SampleApplication(samples: self) }
    private var file: ApplicationOrigin { .file(path: "policies/" + text("tstapp.yaml"), text: "") }

    private var problems: [PolicyDiagnostic] {
        let place = SourceLocation(file: "policies/" + text("billing.yaml"), line: 7, column: 3)
        return [PolicyDiagnostic(.error, at: place, text("unknown key")), PolicyDiagnostic(.error, at: place, "late")]
    }

    private var lists: [Sample] {
        get throws {
            let application = try sample.application()
            let bucket = TrafficCount(permitted: 812_904, refused: 2_380)
            let traffic = RouteTraffic(
                application: "tstapp",
                route: text("GET /data"),
                total: bucket,
                buckets: [bucket, TrafficCount(), TrafficCount(permitted: 3, refused: 0)]
            )
            let busy = ApplicationFacts(application, origin: file, clients: 12, traffic: [traffic, traffic])
            let idle = ApplicationFacts(application, origin: .store(text: "", version: "1"), clients: 0, traffic: [])
            func list(
                _ facts: [ApplicationFacts],
                by order: ApplicationOrder? = nil,
                page: Int = 1,
                problems: [PolicyDiagnostic] = [],
                mayChange: Bool = true
            ) -> ApplicationsPage {
                var sort = TableSort<ApplicationOrder>()
                sort.column = order
                return ApplicationsPage(
                    frame: deskFrame(.applications, mayChange: mayChange),
                    facts: facts,
                    sort: sort,
                    page: page,
                    routeCount: 6,
                    problems: problems
                )
            }
            let many = Array(repeating: idle, count: 101)
            return [
                ("board-applications", list([busy, idle], problems: problems)),
                ("board-applications-by-refusals", list([busy, idle], by: .refused)),
                ("board-applications-looked-at", list([idle], mayChange: false)),
                ("board-applications-many", list(many, by: .name, page: 2)),
                ("board-applications-none", list([])),
                ("board-applications-none-looked-at", list([], mayChange: false)),
            ]
        }
    }

    private var pages: [Sample] {
        get throws {
            func page(
                _ application: CompiledApplication,
                origin: ApplicationOrigin?,
                clients: [ClientAccess],
                endpoints: [EndpointState] = [],
                orders: ApplicationOrders = ApplicationOrders(),
                page: Int = 1,
                mayChange: Bool = true
            ) -> ApplicationPage {
                let address = ListAddress("/applications/tstapp")
                return ApplicationPage(
                    frame: deskFrame(.applications, mayChange: mayChange),
                    application: application,
                    policy: sample.policy([application]),
                    origin: origin,
                    table: RouteTable(routeRows(application), page: page, at: address, anchor: "routes"),
                    clients: clients,
                    endpoints: endpoints,
                    orders: orders,
                    address: address
                )
            }
            let application = try sample.application()
            let bare = try sample.application(routes: 0, hasScopes: false)
            let orders = ApplicationOrders { ["scopes_sort": "holders", "clients_sort": "client"][$0] }
            return [
                (
                    "board-application",
                    page(application, origin: file, clients: sample.clients, endpoints: sample.endpoints)
                ),
                (
                    "board-application-of-the-store",
                    page(
                        application,
                        origin: .store(text: "", version: "1"),
                        clients: sample.clients,
                        endpoints: [sample.endpoints[0]],
                        orders: orders
                    )
                ),
                (
                    "board-application-looked-at",
                    page(application, origin: file, clients: sample.clients, mayChange: false)
                ),
                (
                    "board-application-many-routes",
                    page(try sample.application(routes: 101), origin: file, clients: [], page: 2)
                ),
                ("board-application-bare", page(bare, origin: nil, clients: [])),
                ("board-application-bare-looked-at", page(bare, origin: nil, clients: [], mayChange: false)),
            ]
        }
    }

    private var forms: [Sample] {
        var draft = ApplicationDraft(
            key: text("tstapp"),
            name: text("Application tstapp"),
            upstreams: [text("http://127.0.0.1:9000")],
            hosts: [text("api.example.test"), text("www.example.test")],
            prefix: text("/tstapp"),
            stripPrefix: true,
            audience: text("https://api.example.test"),
            scopes: [
                ApplicationDraft.Scope(name: text("tstapp_data.read"), text: text("Read your data"), isAssigned: true)
            ],
            routes: [ApplicationDraft.Route(match: text("GET /data/**"), requirement: text("tstapp_data.read"))]
        )
        let wrong = [
            "key", "name", "upstreams.0", "hosts.1", "prefix", "audience", "scopes.0.name", "scopes.0.text",
            "routes.0.match", "routes.0.requirement", "",
        ]
        .map { DraftProblem(field: $0, message: text("it is wrong"), suggestion: text("write another")) }
        let frame = deskFrame(.applications)
        let created = ApplicationFormPage(frame: frame, draft: draft, problems: wrong)
        draft.key = "tstapp"
        let edited = ApplicationFormPage(
            frame: frame,
            draft: draft,
            editing: "tstapp",
            version: text("v7"),
            problems: [wrong[1]]
        )
        let declared = ApplicationFormPage(
            frame: frame,
            draft: draft,
            editing: "tstapp",
            path: "policies/" + text("tstapp.yaml")
        )
        return [
            ("board-application-new", ApplicationFormPage(frame: frame, draft: ApplicationDraft())),
            ("board-application-new-wrong", created), ("board-application-edit", edited),
            ("board-application-edit-declared", declared),
            ("board-key-free", KeyCheckFragment(key: text("tstapp"), problem: nil)),
            ("board-key-taken", KeyCheckFragment(key: text("tstapp"), problem: wrong[0])),
            ("board-key-empty", KeyCheckFragment(key: "", problem: nil)),
        ]
    }

    private var endings: [Sample] {
        func diff(_ diff: String) -> ApplicationDiffPage {
            ApplicationDiffPage(
                frame: deskFrame(.applications),
                key: "tstapp",
                name: text("Application tstapp"),
                path: "policies/" + text("tstapp.yaml"),
                review: DraftReview(problems: [], text: text("application: tstapp"), diff: diff)
            )
        }
        func question(losses: [String], isHarm: Bool) -> BoardConfirmPage {
            BoardConfirmPage(
                frame: deskFrame(.applications),
                crumbs: [BoardLink(text("Application tstapp"), "/applications/tstapp")],
                title: text("Delete Application tstapp?"),
                text: text("It takes effect at once."),
                losses: losses,
                action: text("Delete 1 application"),
                path: "/applications/tstapp/delete",
                fields: [HiddenField(name: "version", value: text("v7"))],
                back: "/applications/tstapp",
                isHarm: isHarm
            )
        }
        return [
            (
                "board-application-diff",
                diff("--- a\n+++ b\n@@ -1,2 +1,2 @@\n-" + text("old") + "\n+" + text("new") + "\n  same\n")
            ), ("board-application-diff-none", diff("")),
            ("board-application-delete", question(losses: [text("6 routes: refused with 404.")], isHarm: true)),
            ("board-application-keep", question(losses: [], isHarm: false)),
        ]
    }
}
