import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Stopping and signing out people")
struct UserDoorTests {
    private static let now = TestServer.now
    private static let hook = "https://app.example.test/logout"

    private func signedIn(
        profile: ClientProfile = ClientProfile()
    ) async throws -> (server: TestServer, tokens: TokenResponse) {
        let server = try await TestServer(clients: [.app(profile: profile)])
        try await server.begin(.fixture(id: "session", userID: User.ada.id, expiresAt: Self.now + 9_000))
        try await server.allow()
        return (server, try await server.redeem())
    }

    private func sessions(_ server: TestServer) async throws -> Int {
        try await server.store.sessions(of: User.ada.id, at: Self.now).count
    }

    @Test func aDisabledPersonIsOutAndTheirTokensAreRefused() async throws {
        let (server, tokens) = try await signedIn()
        guard case .user(let user) = try await server.perform(.disableUser("ada")) else {
            Issue.record("not disabled")
            return
        }
        #expect(user.disabledAt == Self.now)
        #expect(try await sessions(server) == 0)
        #expect(try !server.isLive(tokens))
        #expect(await refusal { _ = try await server.refresh(tokens.refreshToken) }?.code == .invalidGrant)
        server.live.purge(before: Self.now + 1_000_000)
        #expect(try !server.isLive(tokens), "for as long as they are disabled")
    }

    @Test func aPairwiseTokenOfADisabledPersonIsRefusedToo() async throws {
        let (server, tokens) = try await signedIn(profile: .with { $0.subjectType = .pairwise })
        #expect(try server.verified(tokens).subject != User.ada.id.value)
        _ = try await server.perform(.disableUser("ada"))
        #expect(try !server.isLive(tokens))
    }

    @Test func disablingTwiceIsAuditedOnce() async throws {
        let (server, _) = try await signedIn()
        _ = try await server.perform(.disableUser("ada"))
        _ = try await server.perform(.disableUser("ada"), now: Self.now + 9)
        #expect(try await server.accountEvents().filter { $0 == .disabled }.count == 1)
    }

    @Test func anEnabledPersonSignsInAnewWhileOldTokensStayRefused() async throws {
        let (server, tokens) = try await signedIn()
        _ = try await server.perform(.disableUser("ada"))
        guard case .user(let user) = try await server.perform(.enableUser("ada"), now: Self.now + 10) else {
            Issue.record("not enabled")
            return
        }
        #expect(user.disabledAt == nil)
        #expect(try !server.isLive(tokens))
        #expect(await refusal { _ = try await server.refresh(tokens.refreshToken) }?.code == .invalidGrant)
        try await server.allow(code: "second", grantID: "BBBBBBBBBBBBBBBBBBBBBB", now: Self.now + 10)
        let fresh = try await server.redeem("second", now: Self.now + 10)
        #expect(try server.isLive(fresh))
    }

    @Test func refreshTokensOfSomebodyDisabledByHalfDoNotComeBack() async throws {
        let (server, tokens) = try await signedIn()
        // As a command that failed after its first step leaves it.
        _ = try await server.store.disable(
            User.ada.id,
            at: Self.now,
            revocation: .disabledSubject(User.ada.id, now: Self.now),
            audit: AuditEvent(at: Self.now, actor: "test", kind: .account(.disabled, AccountFacts(user: User.ada.id)))
        )
        _ = try await server.perform(.enableUser("ada"))
        #expect(await refusal { _ = try await server.refresh(tokens.refreshToken) }?.code == .invalidGrant)
    }

    @Test func enablingSomebodyWhoIsEnabledChangesNothing() async throws {
        let (server, tokens) = try await signedIn()
        let events = try await server.audit().count
        _ = try await server.perform(.enableUser("ada"))
        #expect(try server.isLive(tokens))
        #expect(try await server.audit().count == events)
    }

    @Test func signingOutEndsSessionsAndTokensAndNothingElse() async throws {
        let (server, tokens) = try await signedIn()
        _ = try await server.perform(.signOutUser("ada"))
        #expect(try await sessions(server) == 0)
        #expect(try !server.isLive(tokens))
        #expect(await refusal { _ = try await server.refresh(tokens.refreshToken) }?.code == .invalidGrant)
        #expect(try await server.accountEvents().contains(.signedOutEverywhere))
        try await server.allow(code: "second", grantID: "BBBBBBBBBBBBBBBBBBBBBB")
        let fresh = try await server.redeem("second")
        #expect(try server.isLive(fresh), "dated after what was taken back")
    }

    @Test func revokingThePersonByTheirSubjectReachesRefreshTokensAndIsAuditedOnceForEach() async throws {
        let (server, tokens) = try await signedIn()
        guard case .revoked(let summary) = try await server.perform(.revokeSubject(User.ada.id.value)) else {
            Issue.record("not revoked")
            return
        }
        #expect(summary.kind == .subject)
        #expect(summary.revokedBefore == Self.now)
        #expect(try !server.isLive(tokens))
        #expect(await refusal { _ = try await server.refresh(tokens.refreshToken) }?.code == .invalidGrant)
        #expect(try await sessions(server) == 1, "the person stays signed in")
    }

    @Test(arguments: [
        AdminCommand.disableUser("ada"), .signOutUser("ada"), .setPassword(user: "ada", password: "amber kettle orbit"),
    ])
    func clientsThatWantToKnowHearThatTheSessionEnded(_ command: AdminCommand) async throws {
        let (server, _) = try await signedIn(profile: .with { $0.backchannelLogoutURI = Self.hook })
        _ = try await server.perform(command)
        let due = try await server.store.dueDeliveries(at: Self.now, limit: 9)
        #expect(due.map(\.clientID.value) == ["app"])
        #expect(due.map(\.sessionID) == ["session"])
        #expect(due.map(\.subject) == [User.ada.id.value])
    }

    @Test func clientsThatDoNotAskAreNotTold() async throws {
        let (server, _) = try await signedIn()
        _ = try await server.perform(.signOutUser("ada"))
        #expect(try await server.store.dueDeliveries(at: Self.now, limit: 9).isEmpty)
    }
}
