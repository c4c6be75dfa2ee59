import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Taking the dashboard's access back")
struct DashboardAccessTests {
    @Test func aGrantThatIsTakenBackEndsItsSessionAlone() async throws {
        let dashboard = try await DashboardFixture()
        let session = try #require(dashboard.session(.administrator))
        #expect(try await dashboard.get("/keys").status == .ok)

        _ = try await dashboard.base.administration.perform(
            .revokeGrant(session.signIn.grantID),
            actor: "test",
            now: DashboardFixture.now
        )

        #expect(try await dashboard.get("/keys").status == .seeOther)
        #expect(try await dashboard.post("/sign-out").status == .forbidden)
        #expect(try await dashboard.get("/keys", as: .reader).status == .ok)
    }

    @Test func aGrantThatIsGoneIsNone() async throws {
        let dashboard = try await DashboardFixture()
        let session = try #require(dashboard.session(.administrator))
        let known = session.signIn

        for (user, grant) in [(known.user, "grant-viewer"), (known.user, "gone"), (User.reader.id, "grant-root")] {
            let other = DashboardSignIn(
                user: user,
                sessionID: user == known.user ? known.sessionID : "session-viewer",
                grantID: grant,
                issuedAt: known.issuedAt,
                mayLook: true
            )
            #expect(try await dashboard.base.server.standing(other, now: DashboardFixture.now) == nil)
        }
        #expect(try await dashboard.base.server.standing(known, now: DashboardFixture.now) != nil)
    }

    @Test(arguments: [(Int64(-1), true), (0, false), (1, false)])
    func tokensOfTheClientThatAreTakenBackEndTheSessionsOfThen(later: Int64, isStanding: Bool) async throws {
        let dashboard = try await DashboardFixture()
        let client = Client.dashboard.id
        let now = DashboardFixture.now + later
        let record = RevocationRecord.client(client.value, now: now, lifetime: 60)
        _ = try await dashboard.store.record(record, client: client, audit: .fixture())

        #expect(try await dashboard.get("/keys").status == (isStanding ? .ok : .seeOther))
    }

    @Test func aClientThatIsDisabledLetsNobodyIn() async throws {
        let dashboard = try await DashboardFixture()
        let client = Client.dashboard.id
        let record = RevocationRecord.disabledClient(client, now: DashboardFixture.now)
        _ = try await dashboard.store.disable(client, at: DashboardFixture.now, revocation: record, audit: .fixture())

        #expect(try await dashboard.get("/keys").status == .seeOther)
    }

    @Test func aPurgeLeavesTheGrantOfASessionThatStands() async throws {
        let dashboard = try await DashboardFixture()
        try await dashboard.store.purgeGrants(before: DashboardFixture.now + 3_000)

        #expect(try await dashboard.get("/keys").status == .ok)
    }
}
