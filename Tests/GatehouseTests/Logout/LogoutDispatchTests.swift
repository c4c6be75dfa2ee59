import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Logging
import Testing

@testable import Gatehouse

@Suite("Sending logout tokens")
struct LogoutDispatchTests {
    private static let hook = "https://app.example.test/logout"

    private let store = MemoryStore(clients: [Self.client])
    private let outbound = ScriptedOutbound([Self.hook: [.success(OutboundAnswer(status: 200))]])
    private let lines = LoggedLines()

    private static var client: Client {
        var profile = ClientProfile()
        profile.backchannelLogoutURI = hook
        return .fixture(id: "app", profile: profile)
    }

    private func dispatch(now: Int64 = 1_000) async throws -> LogoutDispatch {
        let lifecycle = SigningKeyLifecycle(store: store, algorithm: .es256, accessTokenSeconds: 3_600)
        let live = RevocationHub([])
        let server = AuthorizationServer(
            configuration: AuthorizationServerConfiguration(issuer: "https://auth.example.test"),
            clients: store,
            people: .fixture(store: store, outbound: outbound),
            revocations: store,
            keys: KeyRing(try await lifecycle.prepare(now: 0)),
            catalog: FixedCatalog(.empty),
            checking: live,
            publishing: live
        )
        return LogoutDispatch(server: server, clock: { now }, logger: lines.logger)
    }

    private func enqueue(_ count: Int) async throws {
        try await store.enqueue(
            (0..<count)
                .map { number in
                    LogoutDelivery(
                        clientID: .fixture("app"),
                        subject: "alice",
                        sessionID: "s\(number)",
                        dueAt: 900,
                        createdAt: 900
                    )
                }
        )
    }

    @Test func whatIsDueIsSentOnce() async throws {
        let dispatch = try await dispatch()
        try await enqueue(1)
        #expect(await dispatch.deliver())
        #expect(await dispatch.deliver())
        #expect(outbound.calls.map(\.url) == [Self.hook])
        #expect(outbound.calls.first?.form.first?.hasPrefix("logout_token=ey") == true)
    }

    @Test func moreThanOneRoundIsSentInOneGo() async throws {
        let dispatch = try await dispatch()
        try await enqueue(100)
        #expect(await dispatch.deliver())
        #expect(outbound.calls.count == 100)
    }

    @Test func aClientThatDoesNotAnswerIsNotAskedAgainAtOnce() async throws {
        outbound.answer(Self.hook, with: .failure(.unreachable("nobody")))
        let dispatch = try await dispatch()
        try await enqueue(1)
        #expect(await dispatch.deliver())
        #expect(await dispatch.deliver())
        #expect(outbound.calls.count == 1)
        #expect(try await store.dueDeliveries(at: 2_000, limit: 9).count == 1)
    }

    @Test func aStoreThatFailsIsSaidOnce() async throws {
        let dispatch = try await dispatch()
        store.fail(with: .unavailable("locked"))
        #expect(await dispatch.deliver(wasWorking: true) == false)
        #expect(await dispatch.deliver(wasWorking: false) == false)
        store.fail(with: nil)
        #expect(await dispatch.deliver(wasWorking: false))
        #expect(lines.lines.count == 1)
        #expect(lines.lines.first?.contains("logout notices postponed") == true)
    }
}
