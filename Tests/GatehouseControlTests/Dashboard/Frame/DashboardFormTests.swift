import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Forms of the dashboard")
struct DashboardFormTests {
    let dashboard: DashboardFixture

    init() async throws {
        dashboard = try await DashboardFixture()
    }

    private let urgent: [(name: String, value: String)] = [("haste", "compromised"), ("confirmed", "yes")]

    private func keyEvents() async throws -> Int {
        try await dashboard.store.auditEvents(before: nil, limit: 200).count { $0.event.kind.name.hasPrefix("key.") }
    }

    @Test func aFormOfAnAdministratorIsHeard() async throws {
        let answer = try await dashboard.post("/keys/rotate", urgent)

        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == "/keys")
        #expect(try await keyEvents() > 0)
        let events = try await dashboard.store.auditEvents(before: nil, limit: 5)
        #expect(events.contains { $0.event.actor == User.administrator.id.value })
    }

    @Test func whatWasDoneIsSaidOnce() async throws {
        let done = try await dashboard.post("/keys/rotate", urgent)
        let notice = try #require(done.headers[.setCookie]).prefix { $0 != ";" }
        let session = try #require(dashboard.session(.administrator)).sealed(with: dashboard.pages.key)
        let cookies = HTTPFields(cookie: "gatehouse-dashboard=\(session); \(notice)")

        let page = try await dashboard.get("/keys", headers: cookies)

        #expect(page.text.contains("New keys are in force."))
        #expect(page.headers[.setCookie]?.hasPrefix("gatehouse-dashboard-notice=;") == true)
    }

    @Test func whoMayOnlyLookChangesNothingByHandEither() async throws {
        let answer = try await dashboard.post("/keys/rotate", urgent, as: .reader)

        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("You may look, not change"))
        #expect(try await keyEvents() == 0)
    }

    @Test(arguments: ["", "x", "AAAA", "reader"])
    func aTokenThatIsNotThisSessionsIsRefused(token: String) async throws {
        let sent = token == "reader" ? dashboard.formToken(.reader) : token
        let answer = try await dashboard.post("/keys/rotate", [("csrf", sent)] + urgent)

        #expect(answer.status == .forbidden)
        #expect(try await keyEvents() == 0)
    }

    @Test(
        arguments: [
            [.origin: "http://evil.example"], [.origin: "http://localhost:8080"], [.origin: "null"],
            [.fetchSite: "cross-site"], [.fetchSite: "same-site"], [.fetchSite: "none"],
            [.fetchDestination: "iframe"], [.fetchDestination: "image"], [.fetchPurpose: "prefetch"],
        ] as [HTTPFields]
    )
    func aFormFromElsewhereIsRefused(headers: HTTPFields) async throws {
        let answer = try await dashboard.post("/keys/rotate", urgent, headers: headers)

        #expect(answer.status == .forbidden)
        #expect(try await keyEvents() == 0)
    }

    @Test(
        arguments: [[.fetchDestination: "iframe"], [.fetchDestination: "empty"], [.fetchPurpose: "prefetch"]]
            as [HTTPFields]
    )
    func aPageIsShownInATabAlone(headers: HTTPFields) async throws {
        for path in DashboardFrameTests.places + ["/sign-in", "/sign-in/callback", "/audit/export"] {
            #expect(try await dashboard.get(path, headers: headers).status == .forbidden, "\(path)")
        }
    }

    @Test(
        arguments: [
            [.fetchSite: "cross-site"], [.fetchSite: "same-site"], [.fetchDestination: "document"],
            [.fetchDestination: "script"],
        ] as [HTTPFields]
    )
    func onlyOurOwnScriptGetsALiveList(headers: HTTPFields) async throws {
        #expect(try await dashboard.fetch("/decisions/live", headers: headers).status == .forbidden)
    }

    @Test func aFormThatIsTooLargeOrBrokenIsRefusedInWords() async throws {
        let large = try await dashboard.post("/keys/rotate", [("x", String(repeating: "x", count: 600_000))])
        #expect(large.status == .contentTooLarge)

        for type in ["application/json", "multipart/form-data; boundary=x"] {
            let other = try await dashboard.post("/keys/rotate", urgent, headers: [.contentType: type])
            #expect(other.status == .badRequest, "\(type)")
        }
    }
}

@Suite("Fields of a form")
struct DashboardFieldsTests {
    @Test func theFirstValueCountsWithoutItsOuterBlanks() throws {
        let fields = try #require(DashboardFields(form: Array("a=+x+y%0A&a=2&b=&c=%20".utf8)))

        #expect(fields["a"] == "x y")
        #expect(fields.all("a") == ["x y", "2"])
        #expect(fields["b"] == "")
        #expect(fields["c"] == "")
        #expect(fields["d"] == nil)
        // Swift would call these names equal; a form does not.
        #expect(DashboardFields([("\u{E9}", "1")])["e\u{301}"] == nil)
    }

    @Test(arguments: ["%zz=1", "a=%ff", "a=%00"])
    func whatIsNotEncodedTextIsNotGuessedAt(form: String) {
        #expect(DashboardFields(form: Array(form.utf8)) == nil)
    }
}
