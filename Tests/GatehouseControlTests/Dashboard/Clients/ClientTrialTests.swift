import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Testing

@testable import GatehouseControl

@Suite("Trying a client")
struct ClientTrialTests {
    private static let fields: ClientFormSubmission.Fields = [
        ("route", "tstapp GET /data/**"), ("method", "GET"), ("path", "/tstapp/data/42?x=1"),
        ("scope", "tstapp_data.read"),
    ]

    private static func decision(_ isPermit: Bool) -> RecordedDecision {
        RecordedDecision(
            sequence: 1,
            time: DashboardFixture.now * 1_000,
            requestID: "r1",
            peer: "127.0.0.1",
            method: "GET",
            path: "/tstapp/data/42",
            application: "tstapp",
            route: "GET /data/**",
            client: "reporting",
            reason: isPermit ? "permitted" : "insufficient_scope",
            isPermit: isPermit,
            status: isPermit ? 200 : 403,
            duration: 12_000,
            explanation: DecisionExplanation(
                place: "policies/app1.yaml:16",
                tokenNeed: "required",
                conditions: [
                    ExplainedCondition(
                        subject: "scope",
                        wanted: "wanted-scope",
                        actual: "actual-scope",
                        isMet: isPermit
                    )
                ],
                sufficientScopes: ["tstapp_data.read"],
                areScopesEnough: true
            )
        )
    }

    @Test
    func theRoutesThatReadComeFirstWithAPathToSend() async throws {
        let page = try await DashboardFixture(clients: [.fixture()]).get("/clients/reporting/try")
        let options = page.reading.all("option").compactMap { $0["value"] }

        #expect(options.first == "tstapp GET /health")
        let other = try await DashboardFixture(clients: [.fixture()])
            .get("/clients/reporting/try?route=tstapp%20POST%20/data")
        #expect(other.text.contains("The application really gets this request"))
    }

    @Test(arguments: [true, false])
    func everyStepIsShownAndTheTokenIsNot(isPermit: Bool) async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        fixture.decisions.set { $0.decisions = [Self.decision(isPermit)] }
        fixture.trial.set(
            .success(
                TrialAnswer(
                    status: isPermit ? 200 : 403,
                    headers: [("Content-Type", "text/html"), ("X-Thing", "<b>")],
                    body: "<script>alert(1)</script>",
                    isBodyCut: true,
                    requestID: "r1"
                )
            )
        )
        let page = try await fixture.post("/clients/reporting/try", Self.fields)
        let sent = try #require(fixture.trial.sent.first)

        #expect(page.status == .ok)
        #expect(sent.method == "GET")
        #expect(sent.target == "/tstapp/data/42?x=1")
        #expect(sent.authority == "localhost:8080")
        let token = try #require(sent.token)
        #expect(!page.text.contains(token))
        for text in [
            "tstapp_data.read", "client_id", "wanted-scope", "actual-scope", "/decisions/r1", "X-Thing",
            isPermit ? "Permitted, 200 in 12 ms" : "Refused, 403 in 12 ms", "its beginning",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(page.words.contains("<script>alert(1)</script>"))
        #expect(page.reading.all("script").allSatisfy { $0["src"]?.hasPrefix("/assets/") ?? false })
        #expect(page.body.readableBytes < 100_000)
    }

    @Test
    func aTokenOfAClientForPeopleIsForWhoTries() async throws {
        let fixture = try await DashboardFixture(clients: [.app(id: "spa")])
        fixture.decisions.set { $0.decisions = [Self.decision(true)] }
        let page = try await fixture.post("/clients/spa/try", Self.fields)

        #expect(fixture.trial.sent.count == 1)
        #expect(page.text.contains("signed in as you"))
        #expect(page.text.contains("auth_time"))
    }

    @Test
    func aDisabledClientGetsNoTokenAndNothingIsSent() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture(disabledAt: 10)])
        let page = try await fixture.post("/clients/reporting/try", Self.fields)

        #expect(page.status == .ok)
        #expect(page.text.contains("The client is unknown or disabled."))
        #expect(fixture.trial.sent.isEmpty)
    }

    @Test
    func aFailureOfTheGateIsSaid() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        fixture.trial.set(.failure(TrialFailure("The gate gave no whole answer.")))
        let page = try await fixture.post("/clients/reporting/try", Self.fields)

        #expect(page.text.contains("The gate gave no whole answer."))
    }

    @Test(arguments: ["data", "", "/a b", "/a#b", "/ä", "/\u{7F}"])
    func aPathThatCannotBeSentComesBack(path: String) async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        let fields = Self.fields.filter { $0.name != "path" } + [("path", path)]
        let page = try await fixture.post("/clients/reporting/try", fields)

        #expect(page.status == .unprocessableContent)
        #expect(page.reading.elements.first { $0["id"] == "path" }?["aria-invalid"] == "true")
        #expect(fixture.trial.sent.isEmpty)
    }

    @Test
    func methodsAndScopesThatAreNotOfferedAreNotSent() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        let kept = Self.fields.filter { $0.name != "method" }
        _ = try await fixture.post(
            "/clients/reporting/try",
            kept + [("method", "DELETE"), ("scope", "gatehouse_admin")]
        )

        #expect(fixture.trial.sent.map(\.method) == ["GET"])
        let unknown = Self.fields.map { $0.name == "route" ? (name: "route", value: "nosuch GET /") : $0 }
        #expect(try await fixture.post("/clients/reporting/try", unknown).status == .seeOther)
        #expect(fixture.trial.sent.count == 1)
    }

    @Test
    func aDecisionThatIsNotRecordedInTimeIsLinked() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        let controller = TrialController(pages: fixture.pages, pause: {})
        let session = try #require(fixture.session(.administrator))
        let head = HTTPRequest(
            method: .post,
            scheme: "http",
            authority: "localhost:8081",
            path: "/clients/reporting/try",
            headerFields: [
                .contentType: "application/x-www-form-urlencoded", .origin: DashboardFixture.origin,
                .cookie: "\(DashboardCookies(isSecure: false).session.name)=\(session.sealed(with: fixture.pages.key))",
            ]
        )
        let body = FormText.encode([(name: "csrf", value: fixture.formToken(.administrator))] + Self.fields)
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .silent)
        let answer = await controller.send(
            Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: ControlContext(source: source)
        )
        let page = try await CollectedResponse(answer)

        #expect(page.text.contains("The decision is not recorded yet"))
        #expect(page.text.contains("/decisions/r1"))
    }

    private static func shown(_ page: CollectedResponse) -> [String?] {
        [
            page.hidden("shown"), page.reading.elements.first { $0["id"] == "path" }?["value"],
            page.reading.all("option").last { $0["selected"] != nil }?["value"],
        ]
    }

    @Test
    func aRouteThatItsScopesOpenIsChosenFirst() async throws {
        let reads = try await DashboardFixture(clients: [.fixture()]).get("/clients/reporting/try")
        #expect(Self.shown(reads) == ["tstapp GET /data/**", "/tstapp/data/1", "GET"])

        let writer = Client.fixture(scopes: ["tstapp_data.write"])
        let writes = try await DashboardFixture(clients: [writer]).get("/clients/reporting/try")
        #expect(Self.shown(writes) == ["tstapp POST /data", "/tstapp/data", "POST"])

        let none = try await DashboardFixture(clients: [.fixture(scopes: ["other_x"])]).get("/clients/reporting/try")
        #expect(Self.shown(none).first == "tstapp GET /health")
    }

    @Test(arguments: [("yes", HTTPFields()), ("page", HTTPFields.ofOurScript)])
    func anotherRouteIsShownBeforeItIsSent(kind: String, headers: HTTPFields) async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        let other = Self.fields.map { $0.name == "route" ? (name: "route", value: "tstapp POST /data") : $0 }
        let shown = (name: "shown", value: "tstapp GET /data/**")
        let chosen = try await fixture.post(
            "/clients/reporting/try",
            other + [shown, ("preview", kind)],
            headers: headers
        )
        #expect(Self.shown(chosen) == ["tstapp POST /data", "/tstapp/data", "POST"])
        #expect(chosen.reading.elements.contains { $0["id"] == "trial-request" })
        #expect(chosen.reading.all("select").contains { $0["data-swap"] == "trial-request" })

        let sent = try await fixture.post("/clients/reporting/try", other + [shown])
        #expect(Self.shown(sent) == ["tstapp POST /data", "/tstapp/data", "POST"])
        #expect(sent.text.contains("Nothing was sent yet."))
        #expect(fixture.trial.sent.isEmpty)
    }

    @Test
    func anExampleOfAPathIsOneOfTheRoute() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])
        let fields = Self.fields.filter { $0.name != "path" } + [("path", "data")]
        let page = try await fixture.post("/clients/reporting/try", fields)

        #expect(page.text.contains("Begin with a slash, for example: /tstapp/data/1"))
    }

    @Test(arguments: [true, false])
    func aRefusalOffersTheScopeThatTheClientLacks(lacks: Bool) async throws {
        let client = Client.fixture(scopes: lacks ? ["tstapp_data.write"] : ["tstapp_data.read"])
        let fixture = try await DashboardFixture(clients: [client])
        fixture.decisions.set { $0.decisions = [Self.decision(false)] }
        fixture.trial.set(
            .success(TrialAnswer(status: 403, headers: [], body: "", isBodyCut: false, requestID: "r1"))
        )
        let page = try await fixture.post(
            "/clients/reporting/try",
            Self.fields + [("scope", "tstapp_data.write")]
        )
        let link = "/clients/reporting/edit?scope=tstapp_data.read"

        #expect(page.reading.all("a").contains { $0["href"] == link } == lacks)
    }
}

extension HTTPFields {
    /// What a browser says of a request that our own script makes.
    fileprivate static let ofOurScript: HTTPFields = [.fetchDestination: "empty"]
}
