import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 7009 — revocation")
struct RevocationTests {
    private func revoke(
        _ server: TestServer,
        _ token: String,
        by client: String = "reader",
        now: Int64 = TestServer.now,
        extra: [(name: String, value: String)] = []
    ) async throws {
        try await server.server.revoke(
            Parameters([(name: "token", value: token)] + extra),
            authorization: Basic.header(client, Client.secretText),
            now: now
        )
    }

    private func recorded(_ server: TestServer) async throws -> [RevocationRecord] {
        try await server.store.revocations(at: 0)
    }

    @Test func aRevokedTokenIsRecordedUntilTheGateWouldRefuseItAnyway() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        let token = try server.verified(text)
        try await revoke(server, text)
        #expect(
            try await recorded(server) == [
                RevocationRecord(
                    kind: .token,
                    key: .token(token.tokenID),
                    revokedBefore: nil,
                    recordedAt: TestServer.now,
                    expiresAt: TestServer.now + 3660,
                    owner: .client("reader")
                )
            ]
        )
        #expect(server.live.isRevoked(token))
    }

    @Test func theRevocationIsAudited() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        try await revoke(server, text)
        let tokenID = try server.verified(text).tokenID
        #expect(
            try await server.audit().last
                == AuditEvent(
                    at: TestServer.now,
                    actor: "reader",
                    kind: .tokenRevoked(token: tokenID, client: "reader")
                )
        )
    }

    @Test func anothersTokenAnswersSuccessAndRecordsNothing() async throws {
        let server = try await TestServer(clients: [.reader(), .reader(id: "other")])
        let text = try await server.accessToken()
        try await revoke(server, text, by: "other")
        #expect(try await recorded(server).isEmpty)
        #expect(try !server.live.isRevoked(server.verified(text)))
    }

    @Test func anExpiredTokenAnswersSuccessAndRecordsNothing() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        try await revoke(server, text, now: TestServer.now + 3661)
        #expect(try await recorded(server).isEmpty)
    }

    @Test func aTokenInItsLastMinuteOfGraceIsStillRecorded() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        try await revoke(server, text, now: TestServer.now + 3659)
        #expect(try await recorded(server).count == 1)
    }

    @Test(arguments: [
        "x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", "\u{1F512}", String(repeating: "a", count: 40_000),
    ])
    func anUnknownTokenAnswersSuccessAndRecordsNothing(_ text: String) async throws {
        let server = try await TestServer()
        try await revoke(server, text)
        #expect(try await recorded(server).isEmpty)
    }

    @Test func aForgedTokenRecordsNothing() async throws {
        let server = try await TestServer()
        let claims = try server.verified(try await server.accessToken()).claims
        let forged = try TestKeys.otherSigningKey().signToken(payload: claims, type: "at+jwt")
        try await revoke(server, forged)
        #expect(try await recorded(server).isEmpty)
    }

    @Test func revokingTwiceRecordsOnce() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        try await revoke(server, text)
        let events = try await server.audit().count
        try await revoke(server, text)
        #expect(try await server.audit().count == events)
    }

    @Test(arguments: ["access_token", "refresh_token", "nonsense"])
    func everyTypeHintIsTolerated(_ hint: String) async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        try await revoke(server, text, extra: [(name: "token_type_hint", value: hint)])
        #expect(try await recorded(server).count == 1)
    }

    @Test func otherTokensOfTheClientLive() async throws {
        let server = try await TestServer()
        let first = try await server.accessToken()
        let second = try await server.accessToken()
        try await revoke(server, first)
        #expect(try !server.live.isRevoked(server.verified(second)))
    }

    @Test func aMissingTokenIsAnInvalidRequest() async throws {
        let server = try await TestServer()
        #expect(await refusal { try await revoke(server, "") }?.code == .invalidRequest)
    }

    @Test func whoDoesNotAuthenticateRevokesNothing() async throws {
        let server = try await TestServer()
        let text = try await server.accessToken()
        let error = await refusal {
            try await server.server.revoke(
                Parameters([
                    (name: "token", value: text), (name: "client_id", value: "reader"),
                    (name: "client_secret", value: "wrong"),
                ]),
                authorization: nil,
                now: TestServer.now
            )
        }
        #expect(error?.code == .invalidClient)
        #expect(try await recorded(server).isEmpty)
    }

    @Test func nothingIsPutInForceBeforeItIsStored() async throws {
        let failing = FailingRevocations()
        let server = try await TestServer()
        let text = try await server.accessToken()
        let broken = AuthorizationServer(
            configuration: server.server.configuration,
            clients: server.store,
            people: server.people,
            revocations: failing,
            keys: server.keys,
            catalog: server.catalog,
            checking: server.live,
            publishing: server.live
        )
        let error = await refusal {
            try await broken.revoke(
                Parameters([(name: "token", value: text)]),
                authorization: Basic.header("reader", Client.secretText),
                now: TestServer.now
            )
        }
        #expect(error?.code == .temporarilyUnavailable)
        #expect(server.live.count == 0)
    }
}

/// A store whose disk is full.
private struct FailingRevocations: RevocationStore {
    func record(
        _ revocation: RevocationRecord,
        client: ClientID?,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord {
        throw .unavailable("disk full")
    }

    func lift(_ key: RevocationKey, audit: AuditEvent) async throws(StorageError) {}

    func revocation(of key: RevocationKey) async throws(StorageError) -> RevocationRecord? { nil }

    func revocations(at now: Int64) async throws(StorageError) -> [RevocationRecord] { [] }

    func purgeRevocations(before now: Int64) async throws(StorageError) {}
}
