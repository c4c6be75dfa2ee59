import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Keys in the dashboard")
struct KeyPagesTests {
    let dashboard: DashboardFixture

    init() async throws {
        dashboard = try await DashboardFixture()
        _ = try await dashboard.services.administration.perform(
            .rotateKeys(haste: .compromised),
            actor: "cli",
            now: DashboardFixture.now - 1_000
        )
    }

    private func keys() async throws -> [StoredKey] { try await dashboard.store.keys() }

    @Test func everyKeyIsListedWithItsState() async throws {
        let page = try await dashboard.get("/keys")

        for key in try await keys() { #expect(page.text.contains(key.keyID)) }
        #expect(page.text.contains("16 minutes"))
        #expect(page.reading.all("a").contains { $0["href"] == "/keys/rotate" })
        #expect(!(try await dashboard.get("/keys", as: .reader)).text.contains("href=\"/keys/rotate\""))
    }

    @Test func rotatingAsksFirst() async throws {
        let before = try await keys()

        let question = try await dashboard.post("/keys/rotate", [("haste", "compromised")])

        #expect(question.status == .ok)
        #expect(question.text.contains("Every token out there is refused at once"))
        #expect(try await keys() == before)
    }

    @Test func aRotationFollows() async throws {
        let next = try await keys().first { $0.state == .next }

        let done = try await dashboard.post("/keys/rotate", [("haste", "none"), ("confirmed", "yes")])

        #expect(done.status == .seeOther)
        #expect(try await keys().first { $0.state == .current }?.keyID == next?.keyID)
    }

    @Test func aKeyThatIsTooYoungIsNotUsedAndThePageSaysWhen() async throws {
        _ = try await dashboard.post("/keys/rotate", [("haste", "urgent"), ("confirmed", "yes")])
        let before = try await keys()

        let early = try await dashboard.post("/keys/rotate", [("haste", "none"), ("confirmed", "yes")])

        #expect(early.status == .conflict)
        #expect(early.text.contains("announced so lately"))
        #expect(try await keys() == before)
    }

    @Test(arguments: ["", "soon", "NONE"])
    func anUnknownHasteRotatesNothing(haste: String) async throws {
        let before = try await keys()

        let answer = try await dashboard.post("/keys/rotate", [("haste", haste), ("confirmed", "yes")])

        #expect(answer.headers[.location] == "/keys/rotate")
        #expect(try await keys() == before)
    }

    @Test func theQuestionIsNotForReaders() async throws {
        #expect(try await dashboard.get("/keys/rotate", as: .reader).status == .forbidden)
        #expect(try await dashboard.get("/keys/rotate").status == .ok)
    }
}
