import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import Gatehouse

@Suite("Clients follow the policy files")
struct ReconcilerTests {
    private typealias Fixture = DeclaredClients

    @Test(arguments: [false, true])
    func aDeclaredClientIsMadeChangedDisabledAndEnabledAndNeverDeleted(isOnDisk: Bool) async throws {
        let files = try Fixture(isOnDisk: isOnDisk)
        #expect(try await files.load(clients: Fixture.service()) == [])
        let made = try #require(try await files.client())
        #expect(made.profile.source == .policy)
        #expect(made.profile.declaredIn == files.folder.file("policies/tstapp.yaml"))
        #expect(made.name == "reporting")
        #expect(made.scopes.names == ["tstapp_data.read"])
        #expect(made.secrets.map(\.label) == ["secret_file"])
        #expect(made.secrets.map(\.digest) == [SecretDigest.of(Fixture.secret)])

        try await files.load(clients: Fixture.service(more: "    name: Reporting job"))
        #expect(try await files.client()?.name == "Reporting job")

        try await files.load()
        let gone = try #require(try await files.client())
        #expect(gone.disabledAt == Fixture.now)
        #expect(gone.profile.isWithdrawn == true)
        #expect(gone.profile.declaredIn == nil)

        try await files.load(clients: Fixture.service())
        let back = try #require(try await files.client())
        #expect(back.disabledAt == nil)
        #expect(back.profile.isWithdrawn == nil)
        #expect(back.name == "reporting")
        #expect(back.secrets == made.secrets)
        #expect(
            try await files.events() == [
                "client.created", "client.updated", "client.updated", "client.disabled", "client.updated",
                "client.enabled", "client.updated",
            ]
        )
    }

    @Test func whatIsSoAlreadyIsNotDoneAgain() async throws {
        let files = try Fixture()
        try await files.load(clients: Fixture.service())
        let other = Reconciler(files.administration, clock: { Fixture.now }, logger: files.log.logger)
        _ = try await other.adopt(try files.policy(Fixture.text(clients: Fixture.service())))
        #expect(try await files.events() == ["client.created"])
    }

    @Test func itsTokensAreRefusedWhileItIsGoneAndStaySoWhenItIsBack() async throws {
        let files = try Fixture()
        try await files.load(clients: Fixture.service())
        try await files.load()
        let key = RevocationKey.client("reporting")
        #expect(try await files.store.revocation(of: key)?.expiresAt == nil)
        #expect(files.live.records.map(\.key) == [key])
        try await files.load(clients: Fixture.service())
        #expect(try await files.store.revocation(of: key)?.revokedBefore == Fixture.now)
        #expect(files.live.records.map(\.revokedBefore) == [Fixture.now])
    }

    @Test func aClientThatLosesAScopeLosesTheTokensThatHaveIt() async throws {
        let files = try Fixture()
        try await files.load(clients: Fixture.service(scopes: "tstapp_data.read, tstapp_data.write"))
        try await files.load(clients: Fixture.service())
        #expect(try await files.client()?.scopes.names == ["tstapp_data.read"])
        #expect(try await files.client()?.revokedBefore == Fixture.now)
        #expect(files.live.records.map(\.revokedBefore) == [Fixture.now])
        #expect(try await files.events().last == "client.tokens_revoked")
    }

    @Test func aClientThatGetsAScopeKeepsItsTokens() async throws {
        let files = try Fixture()
        try await files.load(clients: Fixture.service())
        try await files.load(clients: Fixture.service(scopes: "tstapp_data.read, tstapp_data.write"))
        #expect(try await files.client()?.scopes.names == ["tstapp_data.read", "tstapp_data.write"])
        #expect(files.live.records.isEmpty)
    }

    @Test func theSecretBeforeStaysUntilTheNextOneComes() async throws {
        let files = try Fixture()
        try await files.load(clients: Fixture.service())
        let secrets = ["b", "c"].map { Fixture.secret + $0 }
        let policy = try files.policy(Fixture.text(clients: Fixture.service()))
        try files.write(secret: secrets[0] + "\n")
        await files.reconciler.revisit(policy)
        #expect(try await files.digests() == [Fixture.secret, secrets[0]].map(SecretDigest.of))
        await files.reconciler.revisit(policy)
        #expect(try await files.digests().count == 2)
        try files.write(secret: secrets[1])
        await files.reconciler.revisit(policy)
        #expect(try await files.digests() == secrets.map(SecretDigest.of))
    }

    @Test func aSecretThatGoesBadChangesNothingAndIsSaidOnce() async throws {
        let files = try Fixture()
        try await files.load(clients: Fixture.service())
        let policy = try files.policy(Fixture.text(clients: Fixture.service()))
        try files.write(secret: "short")
        await files.reconciler.revisit(policy)
        await files.reconciler.revisit(policy)
        #expect(files.log.lines.filter { $0.contains("shorter than 32 bytes") }.count == 1)
        #expect(try await files.digests() == [SecretDigest.of(Fixture.secret)])
        #expect(!files.log.lines.contains { $0.contains("short\n") || $0.contains(Fixture.secret) })
    }

    @Test func nothingChangesIfOneClientCannotBe() async throws {
        let files = try Fixture()
        let other = Fixture.service("other").replacing("../secret", with: "../missing")
        let refusals = try await files.refusals(clients: Fixture.service() + other)
        #expect(refusals.count == 1)
        #expect(
            refusals.first?.hasPrefix("policies/tstapp.yaml:18:18: error: 'policies/../missing' cannot be read:")
                == true
        )
        #expect(try await files.client() == nil)
    }

    @Test func theRulesForAllClientsHold() async throws {
        let files = try Fixture()
        let web = """
              - id: web
                grant: authorization_code
                scopes: [openid]
                public: true
                redirect_uris: http://shop.example.test/callback

            """
        #expect(
            try await files.refusals(clients: web) == [
                "policies/tstapp.yaml:15:20: error: the client 'web' cannot be so: A redirect URI uses http.; Use https;"
                    + " plain http is for 127.0.0.1 and [::1], with any port, and for localhost with the one you write."
            ]
        )
    }

    @Test func aClientOfAnAdministratorIsLeftAloneLoudly() async throws {
        let files = try Fixture(store: MemoryStore(clients: [.fixture(name: "Mine", secrets: [.fixture()])]))
        let warnings = try await files.load(clients: Fixture.service())
        #expect(
            warnings == [
                "policies/tstapp.yaml:11:5: warning: there is a client 'reporting' that an administrator made: it is"
                    + " left as it is; choose another id, or delete that client and load the policies again"
            ]
        )
        #expect(try await files.client()?.name == "Mine")
        #expect(try await files.events() == [])
    }

    @Test func whomAnAdministratorDisabledStaysDisabled() async throws {
        let files = try Fixture()
        try await files.load(clients: Fixture.service())
        _ = try await files.administration.perform(.disableClient("reporting"), actor: "cli", now: Fixture.now)
        try await files.load()
        #expect(try await files.client()?.profile.isWithdrawn == nil)
        let warnings = try await files.load(clients: Fixture.service(more: "    name: Back"))
        #expect(warnings.first?.contains("disabled by an administrator and stays so") == true)
        #expect(try await files.client()?.disabledAt == Fixture.now)
        #expect(try await files.client()?.name == "Back")
    }

    @Test func itCanBeAskedWhatStandsAndWhichSecretsAreInForce() async throws {
        let files = try Fixture()
        try await files.load(clients: Fixture.service() + Fixture.service("other"))
        let digests = [
            "reporting": Base64URL.encode(SecretDigest.of(Fixture.secret)),
            "other": Base64URL.encode(SecretDigest.of("another")),
        ]
        let command = AdminCommand.comparePolicy(clients: ["nobody"], digests: digests)
        let answer = try await files.administration.perform(command, actor: "cli", now: Fixture.now)
        guard case .standingPolicy(let standing) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(standing.policy == nil)
        #expect(standing.clients.map(\.clientID) == ["other", "reporting"])
        #expect(standing.secretsInForce == ["reporting"])
    }

    @Test func aStoreThatFailsLeavesItForTheNextTime() async throws {
        let store = MemoryStore()
        let files = try Fixture(store: store)
        let policy = try files.policy(Fixture.text(clients: Fixture.service()))
        store.fail(with: .unavailable("locked"))
        guard case .refused(let problems) = await files.reconciler.take(policy) else {
            Issue.record("it was taken in")
            return
        }
        #expect(problems.count == 1)
        store.fail(with: nil)
        guard case .adopted = await files.reconciler.take(policy) else {
            Issue.record("it was not taken in")
            return
        }
        #expect(try await files.client() != nil)
    }
}

@Suite("Scopes that policy files give to clients of others")
struct GivenScopeTests {
    private typealias Fixture = DeclaredClients
    private static let gift = "  billing: [tstapp_data.read, tstapp_data.write]\n"

    private static func billing(scopes: [String], profile: ClientProfile = ClientProfile()) -> MemoryStore {
        MemoryStore(clients: [.fixture(id: "billing", application: "other", scopes: scopes, profile: profile)])
    }

    @Test func takingAGiftBackTakesNoMore() async throws {
        let files = try Fixture(store: Self.billing(scopes: ["other_x", "tstapp_data.read"]))
        #expect(try await files.load(grants: Self.gift) == [])
        let given = try #require(try await files.client("billing"))
        #expect(given.scopes.names == ["other_x", "tstapp_data.read", "tstapp_data.write"])
        #expect(given.profile.grantedScopes == ["tstapp_data.write"])
        #expect(given.profile.source == nil)
        try await files.load()
        let taken = try #require(try await files.client("billing"))
        #expect(taken.scopes.names == ["other_x", "tstapp_data.read"])
        #expect(taken.profile.grantedScopes == nil)
        #expect(taken.revokedBefore == Fixture.now)
        #expect(taken.disabledAt == nil)
        #expect(
            try await files.events() == ["client.updated", "client.updated", "client.tokens_revoked"]
        )
    }

    @Test func whoeverComesLaterGetsItThen() async throws {
        let store = MemoryStore()
        let files = try Fixture(store: store)
        let warnings = try await files.load(grants: Self.gift)
        #expect(
            warnings == [
                "policies/tstapp.yaml:11:3: warning: there is no client 'billing' yet; it gets these scopes a few"
                    + " seconds after it is made"
            ]
        )
        let policy = try files.policy(Fixture.text(grants: Self.gift))
        await files.reconciler.revisit(policy)
        _ = try await store.create(
            .fixture(id: "billing", application: "other", scopes: ["other_x"]),
            audit: .fixture()
        )
        await files.reconciler.revisit(policy)
        #expect(
            try await files.client("billing")?.scopes.names == ["other_x", "tstapp_data.read", "tstapp_data.write"]
        )
    }

    @Test(arguments: [ClientSource.dynamic, .metadataDocument, .builtIn])
    func whoeverDescribesItselfIsGivenNothing(source: ClientSource) async throws {
        var profile = ClientProfile()
        profile.source = source
        let files = try Fixture(store: Self.billing(scopes: ["other_x"], profile: profile))
        let warnings = try await files.load(grants: Self.gift)
        #expect(warnings.count == 1)
        #expect(warnings.first?.hasSuffix("it is given no scopes") == true)
        #expect(try await files.client("billing")?.scopes.names == ["other_x"])
        #expect(try await files.events() == [])
    }

    @Test func aDeclaredClientOfAnotherFileHasBoth() async throws {
        let files = try Fixture()
        try files.folder.write(
            "policies/other.yaml",
            """
            application: other
            upstream: http://127.0.0.1:9
            prefix: /other
            scopes: { other_x: X }
            routes: { GET /: other_x }
            clients:
              - { id: billing, grant: client_credentials, scopes: [other_x], secret_file: ../secret }

            """
        )
        try await files.load(grants: Self.gift)
        let both = try #require(try await files.client("billing"))
        #expect(both.scopes.names == ["other_x", "tstapp_data.read", "tstapp_data.write"])
        try await files.load()
        #expect(try await files.client("billing")?.scopes.names == ["other_x"])
    }
}
