import FoundationEssentials
import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Audit events")
struct AuditKindTests {
    static let all: [AuditKind] = [
        .clientCreated(client: .fixture("a"), application: "tstapp"),
        .clientDisabled(client: .fixture("a")),
        .clientEnabled(client: .fixture("a")),
        .clientDeleted(client: .fixture("a")),
        .secretAdded(client: .fixture("a"), secret: "s", kept: 2),
        .secretRemoved(client: .fixture("a"), secret: "s"),
        .clientTried(client: .fixture("a"), user: "u", token: "g.r"),
        .keyGenerated(key: "k", algorithm: .rs256),
        .keyActivated(key: "k"),
        .keyRetired(key: "k"),
        .keyRemoved(key: "k"),
        .tokenRevoked(token: "g.r", client: "a"),
        .tokenRevoked(token: "g.r", client: nil),
        .grantRevoked(grant: "g"),
        .clientTokensRevoked(client: "a"),
        .clientRevocationsFolded(token: "g.r", client: "a"),
        .subjectTokensRevoked(subject: "s"),
        .registrationTokenMade(application: "tstapp", expiresAt: 600),
        .applicationCreated(application: "tstapp"),
        .applicationUpdated(application: "tstapp"),
        .applicationUpdated(application: "tstapp", changes: "+  GET /x: public"),
        .clientUpdated(client: .fixture("a")),
        .clientUpdated(client: .fixture("a"), changes: "scopes +b"),
        .applicationDeleted(application: "tstapp"),
        .unrecognized(name: "x.y", details: ["a": "b"]),
    ]

    @Test(arguments: all)
    func everyEventIsReadAsItWasStored(_ kind: AuditKind) throws {
        #expect(AuditKind(name: kind.name, details: kind.details) == kind)
        let event = AuditEvent(at: 5, actor: "cli", kind: kind)
        #expect(try JSONDecoder().decode(AuditEvent.self, from: JSONEncoder().encode(event)) == event)
    }

    @Test func everyEventHasItsOwnName() {
        let names = AuditKindTests.all.map(\.name)
        // Three of them are there in two forms.
        #expect(Set(names).count == names.count - 3)
    }

    @Test func anEventSaysAboutWhichIDsItIs() {
        let facts = AccountFacts(user: .fixture(1), client: .fixture("a"), session: "s", grant: "g", scope: .empty)
        #expect(AuditKind.account(.granted, facts).subjects == [UserID.fixture(1).value, "a", "g", "s"])
        #expect(AuditKind.tokenRevoked(token: "a", client: "a").subjects == ["a"])
        #expect(AuditKind.secretAdded(client: .fixture("a"), secret: "s", kept: 2).subjects == ["a", "s"])
    }

    @Test func aKnownNameWithUnknownDetailsIsKeptAsItIs() {
        let kind = AuditKind(name: "key.generated", details: ["key": "k", "algorithm": "ES999"])
        #expect(kind == .unrecognized(name: "key.generated", details: ["key": "k", "algorithm": "ES999"]))
    }
}
