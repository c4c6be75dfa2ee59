import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("The audit log in the dashboard")
struct AuditPageTests {
    let dashboard: DashboardFixture

    init() async throws {
        dashboard = try await DashboardFixture()
    }

    private func perform(_ command: AdminCommand, actor: String = "cli", at now: Int64) async throws {
        _ = try await dashboard.services.administration.perform(command, actor: actor, now: now)
    }

    @Test func anEventIsASentenceWithLinks() async throws {
        try await perform(.disableClient("reader"), actor: User.administrator.id.value, at: DashboardFixture.now)

        let page = try await dashboard.get("/audit?kind=client.")

        #expect(page.text.contains("Disabled the client "))
        #expect(page.reading.all("a").contains { $0["href"] == "/clients/reader" })
        #expect(page.text.contains("<bdi>root</bdi>"))
    }

    @Test func theFilterIsInEveryLink() async throws {
        for number in 0..<60 {
            let label = "label \(number)"
            try await perform(
                .rotateSecret(client: "reader", label: label, isOldRevoked: false),
                at: Int64(1_000 + number)
            )
        }
        try await perform(.disableClient("other"), at: 2_000)

        let page = try await dashboard.get("/audit?actor=cli&about=reader&kind=client.secret_added")

        let links = page.reading.all("a").compactMap { $0["href"] }
        #expect(page.reading.all("tr").count == 51)
        let older = try #require(links.first { $0.contains("before=") })
        #expect(older.contains("actor=cli") && older.contains("about=reader"))
        #expect(
            links.contains("/audit/export?kind=client.secret_added&amp;actor=cli&amp;about=reader")
                || links.contains("/audit/export?kind=client.secret_added&actor=cli&about=reader")
        )
        let rest = try await dashboard.get(older.replacing("&amp;", with: "&"))
        #expect(rest.reading.all("tr").count == 11)
    }

    @Test func aUserNameStandsForItsId() async throws {
        try await perform(.disableUser("viewer"), at: 1_000)

        let page = try await dashboard.get("/audit?about=viewer&kind=user.disabled")

        #expect(page.reading.all("tr").count == 2)
    }

    @Test func daysBoundTheList() async throws {
        // 1 Jan 1970 and 2 Jan 1970.
        try await perform(.disableClient("reader"), at: 86_399)
        try await perform(.disableClient("other"), at: 86_400)

        let first = try await dashboard.get("/audit?kind=client.disabled&until=1970-01-01")
        let second = try await dashboard.get("/audit?kind=client.disabled&from=1970-01-02&until=1970-01-02")

        #expect(first.text.contains("/clients/reader") && !first.text.contains("/clients/other"))
        #expect(!second.text.contains("/clients/reader") && second.text.contains("/clients/other"))
        #expect(try await dashboard.get("/audit?from=yesterday").text.contains("Write a day as year, month and day"))
    }

    @Test func nothingFoundSaysSo() async throws {
        let page = try await dashboard.get("/audit?about=nobody-at-all")

        #expect(page.text.contains("Nothing like that was recorded"))
    }

    @Test func theExportIsEveryEventOfTheFilterAsALine() async throws {
        for number in 0..<1_203 {
            _ = try await dashboard.store.note(
                AuditEvent(at: Int64(number), actor: "cli", kind: .keyRetired(key: "k\(number)"))
            )
        }

        let export = try await dashboard.get("/audit/export?kind=key.&actor=cli")

        #expect(export.headers[.contentType] == "application/x-ndjson; charset=utf-8")
        #expect(export.headers[.contentDisposition]?.contains("gatehouse-audit.jsonl") == true)
        let lines = export.text.split(separator: "\n")
        #expect(lines.count == 1_203)
        #expect(
            lines.first?
                .hasPrefix("{\"at\":1202,\"actor\":\"cli\",\"kind\":\"key.retired\",\"details\":{\"key\":\"k1202\"}")
                == true
        )
        #expect(try await dashboard.get("/audit/export", as: .outsider).status == .forbidden)
    }

    @Test(arguments: AccountEvent.allCases)
    func everyEventOfAnAccountIsASentence(event: AccountEvent) {
        var facts = AccountFacts(user: .fixture(901), client: .fixture("reader"))
        facts.scope = "a.read"
        facts.address = "192.0.2.1"
        facts.reason = "wrong_password"
        let names = DirectoryNames(clients: ["reader": "Reader"], users: [User.administrator.id.value: "root"])
        let audit = AuditEvent(at: 1, actor: "cli", kind: .account(event, facts))

        let sentence = AuditSentence(audit, names: names)

        #expect(sentence.text.contains(" root") && sentence.text.contains("Reader"))
        #expect(sentence.parts.compactMap(\.link).count == 2)
        #expect(!sentence.text.contains("  "))
    }

    @Test func whoIsGoneIsNamedByTheirId() {
        let audit = AuditEvent(at: 1, actor: "cli", kind: .clientDeleted(client: .fixture("gone")))

        let sentence = AuditSentence(audit, names: DirectoryNames())

        #expect(sentence.text == "Deleted the client gone")
        #expect(sentence.parts.allSatisfy { $0.link == nil })
    }

    @Test func anEventOfAnotherVersionIsToldAsItIs() {
        let kind = AuditKind.unrecognized(name: "moon.landed", details: ["b": "2", "a": "1"])

        #expect(
            AuditSentence(AuditEvent(at: 1, actor: "x", kind: kind), names: DirectoryNames()).text
                == "moon.landed a 1 b 2"
        )
    }
}

@Suite("Days of the calendar")
struct CalendarDayTests {
    @Test(
        arguments: [
            ("1970-01-01", 0), ("1970-03-01", 59 * 86_400), ("2000-03-01", 951_868_800), ("2024-02-29", 1_709_164_800),
            ("2026-11-23", 1_795_392_000), ("9999-12-31", 253_402_214_400),
        ] as [(String, Int64)]
    )
    func aDayBegins(text: String, start: Int64) {
        #expect(CalendarDay(text)?.start == start)
        #expect(CalendarDay(text)?.end == start + 86_400)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31", "1969-12-31", "26-11-23",
        "2026-11-23T00", "٢٠٢٦-11-23", "2026/11/23", "+026-11-23",
    ])
    func whatIsNoDayIsNone(text: String) {
        #expect(CalendarDay(text) == nil)
    }
}
