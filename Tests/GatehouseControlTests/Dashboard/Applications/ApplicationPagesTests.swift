import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

struct ApplicationPagesTests {
    private static let draft = ApplicationDraft(
        key: "tstapp",
        name: "Application tstapp",
        upstreams: ["http://127.0.0.1:9000"],
        prefix: "/tstapp",
        scopes: [ApplicationDraft.Scope(name: "tstapp_data.read", text: "Read your data")],
        routes: [ApplicationDraft.Route(match: "GET /data/**", requirement: "tstapp_data.read")]
    )

    private static let fields: [(name: String, value: String)] = [
        ("name", "New one"), ("key", "newone"), ("upstream", "http://127.0.0.1:9000"), ("upstream", ""),
        ("host", ""), ("prefix", "/new"), ("audience", ""),
        ("scope_name", "newone_a"), ("scope_text", "A"), ("scope_name", "newone_b"), ("scope_text", "B"),
        ("scope_assigned", "1"), ("route_match", "GET /**"), ("route_requirement", "newone_a"),
    ]

    @Test func theListSaysWhereAnApplicationIsDeclared() async throws {
        let fixture = try await DashboardFixture()
        fixture.applications.set { state in
            state.standing.origins["tstapp"] = .file(path: "policies/tstapp.yaml", text: "")
        }
        let page = try await fixture.get("/applications")
        #expect(page.status == .ok)
        #expect(page.text.contains("policies/tstapp.yaml"))
        #expect(page.text.contains("3 routes"))
    }

    @Test func whatIsWrongInTheFilesStandsOnTop() async throws {
        let fixture = try await DashboardFixture()
        let place = SourceLocation(file: "policies/a.yaml", line: 7, column: 3)
        fixture.applications.set { state in
            state.standing.problems = [PolicyDiagnostic(.error, at: place, "the scope '<x>' is unknown")]
        }
        let text = try await fixture.get("/applications").text
        #expect(text.contains("policies/a.yaml:7:3: error: the scope &#39;&lt;x&gt;&#39; is unknown"))
    }

    @Test func anApplicationShowsItsRoutesScopesAndClients() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture(id: "reader", scopes: ["tstapp_data.read"])])
        let page = try await fixture.get("/applications/tstapp")
        #expect(page.status == .ok)
        for text in [
            "tstapp_data.read", "Read your data", "/tstapp/data/<em>**</em>", "/clients/reader", "2 of 3 routes",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(try await fixture.get("/applications/nosuch").status == .notFound)
    }

    @Test func anApplicationShowsWhichAddressesGetRequestsAndThoseThatDoNotFirst() async throws {
        let fixture = try await DashboardFixture()
        #expect(!(try await fixture.get("/applications/tstapp").text.contains("id=\"upstreams\"")))
        fixture.endpoints.set([
            EndpointState(upstream: "http://a.example.test:9000", isIn: true, ejections: 1),
            EndpointState(upstream: "http://b.example.test:9000", isIn: false, ejections: 3),
        ])
        let page = try await fixture.get("/applications/tstapp", as: .reader).text
        #expect(page.contains("1 of 2 in use now"))
        let rows = page.split(separator: "<tr>").filter { $0.contains("data-name=\"Taken out\"") }
        #expect(rows.count == 2)
        #expect(rows.first?.contains("http://b.example.test:9000") == true)
        #expect(rows.first?.contains("gets none") == true && rows.first?.contains("3 times") == true)
        #expect(rows.last?.contains("gets requests") == true && rows.last?.contains("once") == true)
    }

    @Test func theFormMakesWhatWasTyped() async throws {
        let fixture = try await DashboardFixture()
        let answer = try await fixture.post("/applications/new", Self.fields)
        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == "/applications/newone")
        #expect(fixture.applications.changes == ["create newone"])
    }

    @Test func theRowsOfTheFormBecomeTheDraft() {
        let draft = ApplicationFields.draft(DashboardFields(Self.fields))
        #expect(draft.upstreams == ["http://127.0.0.1:9000"])
        #expect(draft.hosts.isEmpty)
        #expect(draft.scopes.map(\.isAssigned) == [false, true])
        #expect(draft.routes == [ApplicationDraft.Route(match: "GET /**", requirement: "newone_a")])
    }

    @Test func problemsComeBackBesideTheirFieldsWithWhatWasTyped() async throws {
        let fixture = try await DashboardFixture()
        fixture.applications.set { state in
            state.change = .refused([
                DraftProblem(field: "key", message: "a key has lowercase letters", suggestion: "write 'newone'"),
                DraftProblem(field: "scopes.1.name", message: "a scope begins with the key"),
                DraftProblem(field: "routes.0.requirement", message: "no such scope"),
            ])
        }
        let hostile = Self.fields.map { $0.name == "name" ? ("name", #""><script>alert(1)</script>"#) : $0 }
        let answer = try await fixture.post("/applications/new", hostile)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("&quot;&gt;&lt;script&gt;"))
        #expect(!answer.text.contains("<script>alert"))
        #expect(answer.text.contains("3 fields need you."))
        #expect(answer.text.contains(##"<a href="#scope-1-name">Scope 2: A scope begins with the key.</a>"##))
        #expect(answer.text.contains(#"id="route-0-requirement-error""#))
        #expect(answer.text.contains("Write &#39;newone&#39;."))
    }

    @Test func aButtonAddsARowAndAnotherTakesOneAway() async throws {
        let fixture = try await DashboardFixture()
        let added = try await fixture.post("/applications/new", Self.fields + [("add", "route")])
        #expect(added.status == .ok)
        #expect(added.text.contains(#"id="route-1-match""#))
        let removed = try await fixture.post("/applications/new", Self.fields + [("remove", "scope.0")])
        #expect(!removed.text.contains(#"value="newone_a" "#))
        #expect(removed.text.contains(#"value="newone_b""#))
        let hostile = try await fixture.post("/applications/new", Self.fields + [("remove", "scope.-1")])
        #expect(hostile.status == .ok)
        #expect(fixture.applications.changes.isEmpty)
    }

    @Test func editingAFileAnswersADiffAndChangesNothing() async throws {
        let fixture = try await DashboardFixture()
        fixture.applications.set { state in
            state.drafts["tstapp"] = Self.draft
            state.standing.origins["tstapp"] = .file(path: "policies/tstapp.yaml", text: "")
            state.review = { _ in DraftReview(problems: [], text: "whole", diff: "--- a <b>\n+++ b\n") }
        }
        let form = try await fixture.get("/applications/tstapp/edit")
        #expect(form.text.contains("Show the diff"))
        let answer = try await fixture.post("/applications/tstapp/edit", Self.fields)
        #expect(answer.status == .ok)
        #expect(answer.text.contains("--- a &lt;b&gt;"))
        #expect(fixture.applications.changes.isEmpty)
    }

    @Test func anEditOfTheStoreCarriesItsVersion() async throws {
        let fixture = try await DashboardFixture()
        fixture.applications.set { state in
            state.drafts["tstapp"] = Self.draft
            state.standing.origins["tstapp"] = .store(text: "", version: "v7")
            state.change = .outdated(version: "v8")
        }
        #expect(try await fixture.get("/applications/tstapp/edit").text.contains(#"name="version" value="v7""#))
        let answer = try await fixture.post("/applications/tstapp/edit", Self.fields + [("version", "v7")])
        #expect(answer.status == .conflict)
        #expect(answer.text.contains(#"name="version" value="v8""#))
        #expect(answer.text.contains("Somebody else changed this application meanwhile."))
        #expect(answer.text.contains(#"value="New one""#))
    }

    @Test func theKeyOfAnApplicationNeverChanges() async throws {
        let fixture = try await DashboardFixture()
        fixture.applications.set { state in
            state.drafts["tstapp"] = Self.draft
            state.standing.origins["tstapp"] = .store(text: "", version: "v7")
        }
        _ = try await fixture.post("/applications/tstapp/edit", Self.fields + [("version", "v7")])
        #expect(fixture.applications.changes == ["replace tstapp"])
        #expect(!(try await fixture.get("/applications/tstapp/edit").text.contains(#"name="key""#)))
    }

    @Test func whatAFileDeclaresMeanwhileIsNotChangedHere() async throws {
        let fixture = try await DashboardFixture()
        fixture.applications.set { state in
            state.drafts["tstapp"] = Self.draft
            state.standing.origins["tstapp"] = .store(text: "", version: "v7")
            state.change = .declared(path: "policies/tstapp.yaml")
        }
        let answer = try await fixture.post("/applications/tstapp/edit", Self.fields + [("version", "v7")])
        #expect(answer.status == .conflict)
        #expect(answer.text.contains("It is declared in policies/tstapp.yaml now"))
    }

    @Test(arguments: ["/applications/new", "/applications/tstapp/edit", "/applications/tstapp/delete"])
    func whoMayOnlyLookChangesNothing(path: String) async throws {
        let fixture = try await DashboardFixture()
        fixture.applications.set { $0.drafts["tstapp"] = Self.draft }
        #expect(try await fixture.post(path, Self.fields + [("confirmed", "yes")], as: .reader).status == .forbidden)
        #expect(try await fixture.get(path, as: .reader).status == .forbidden)
        #expect(fixture.applications.changes.isEmpty)
        #expect(!(try await fixture.get("/applications", as: .reader).text.contains("/applications/new")))
    }

    @Test func aShortKeyIsCheckedAsItIsTyped() async throws {
        let fixture = try await DashboardFixture()
        fixture.applications.set { state in
            state.review = { draft in
                let problem = DraftProblem(field: "key", message: "a key has lowercase letters")
                return DraftReview(problems: draft.key == "BAD" ? [problem] : [], text: "", diff: "")
            }
        }
        #expect(try await fixture.fetch("/applications/check?key=BAD").text.contains("a key has lowercase letters"))
        #expect(try await fixture.fetch("/applications/check?key=good").text.contains("good_"))
        #expect(try await fixture.get("/applications/check?key=good").status == .forbidden)
    }
}
