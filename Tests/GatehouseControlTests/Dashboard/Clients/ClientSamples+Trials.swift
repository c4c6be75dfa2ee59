import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport

@testable import GatehouseControl

extension ClientSamples {
    /// The page that tries a client, before and after.
    var trials: [PageSamples.Sample] {
        get throws {
            let policy = try CompiledPolicy.sample()
            let routes = ClientAccess(ClientSummary(people)).map { TrialRoute.all(of: policy, for: $0) } ?? []
            let catalog = fixture.base.catalog.catalog()
            func form(_ chosen: TrialRoute?, problem: String? = nil) -> TrialForm {
                TrialForm(
                    routes: chosen == nil ? [] : routes,
                    chosen: chosen,
                    pathProblem: problem,
                    client: ClientSummary(people),
                    catalog: catalog
                )
            }
            func report(_ isPermit: Bool) -> TrialReport {
                var report = TrialReport()
                report.scopes = "tstapp_data.read"
                report.leftOut = isPermit ? nil : "tstapp_data.write"
                report.claims = [TrialReport.Line(name: "sub", value: text("alice"))]
                report.request = "GET http://localhost:8080/tstapp/data/1"
                report.decision = TrialReport.Decision(
                    RecordedDecision(
                        time: Self.now * 1_000,
                        requestID: "r1",
                        peer: "127.0.0.1",
                        method: "GET",
                        path: "/tstapp/data/1",
                        application: "tstapp",
                        route: "GET /data/**",
                        reason: isPermit ? "permitted" : "insufficient_scope",
                        isPermit: isPermit,
                        status: isPermit ? 200 : 403,
                        duration: 12_000,
                        explanation: DecisionExplanation(
                            place: "policies/tstapp.yaml:16",
                            tokenNeed: "required",
                            conditions: [
                                ExplainedCondition(
                                    subject: "scope",
                                    wanted: "tstapp_data.read",
                                    actual: text("none"),
                                    isMet: isPermit
                                )
                            ],
                            sufficientScopes: ["tstapp_data.read"],
                            areScopesEnough: true
                        )
                    ),
                    for: ClientSummary(.fixture(id: "r", scopes: []))
                )
                report.take(
                    TrialAnswer(
                        status: isPermit ? 200 : 403,
                        headers: [("X-Thing", text("thing"))],
                        body: isPermit ? text("body") : "",
                        isBodyCut: isPermit,
                        requestID: "r1"
                    )
                )
                return report
            }
            var failed = TrialReport()
            failed.tokenProblem = text("The client is unknown or disabled.")
            var missing = report(true)
            missing.decision = nil
            missing.isDecisionMissing = true
            missing.sendProblem = text("The gate gave no whole answer.")
            let summary = ClientSummary(people)
            let service = ClientSummary(keyed)
            let last = routes.last
            return [
                ("board-client-try", TrialPage(summary, form: form(routes.first), frame: frame())),
                ("board-client-try-writing", TrialPage(service, form: form(last), frame: frame())),
                (
                    "board-client-try-problem",
                    TrialPage(service, form: form(last, problem: text("Begin with a slash.")), frame: frame())
                ),
                ("board-client-try-nothing", TrialPage(service, form: form(nil), frame: frame())),
                ("board-client-tried", TrialPage(summary, form: form(last), report: report(true), frame: frame())),
                ("board-client-refused", TrialPage(summary, form: form(last), report: report(false), frame: frame())),
                ("board-client-untried", TrialPage(summary, form: form(last), report: failed, frame: frame())),
                ("board-client-try-late", TrialPage(summary, form: form(last), report: missing, frame: frame())),
            ]
        }
    }
}
