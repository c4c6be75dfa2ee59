import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let auditLog = [
        StoreContract("events are paged, newest first") { subject async throws in
            for number in 1...5 {
                _ = try await subject.store.create(.fixture(id: "\(number)"), audit: .fixture("\(number)"))
            }
            func marks(_ events: [RecordedAuditEvent]) -> [String] {
                events.compactMap { $0.event.kind.details["mark"] }
            }
            let first = try await subject.store.auditEvents(before: nil, limit: 2)
            #expect(marks(first) == ["5", "4"])
            let cursor = try #require(first.last).sequence
            let second = try await subject.store.auditEvents(before: cursor, limit: 9)
            #expect(marks(second) == ["3", "2", "1"])
            #expect((first + second).map(\.sequence).sorted(by: >) == (first + second).map(\.sequence))
            let end = try #require(second.last).sequence
            #expect(try await subject.store.auditEvents(before: end, limit: 9) == [])
            #expect(try await subject.store.auditEvents(before: nil, limit: 0) == [])
        },
        StoreContract("an event of every kind is read back as it was written") { subject async throws in
            let id = ClientID.fixture()
            let kinds: [AuditKind] = [
                .clientCreated(client: id, application: "tstapp"), .clientDisabled(client: id),
                .clientEnabled(client: id), .clientDeleted(client: id),
                .secretAdded(client: id, secret: "a", kept: 2), .keyGenerated(key: "k", algorithm: .rs256),
                .keyActivated(key: "k"), .keyRetired(key: "k"), .keyRemoved(key: "k"),
                .tokenRevoked(token: "t", client: "c"), .tokenRevoked(token: "t", client: nil),
                .grantRevoked(grant: "g"), .clientTokensRevoked(client: "c"), .subjectTokensRevoked(subject: "s"),
                .clientRevocationsFolded(token: "t", client: "c"), .clientUpdated(client: id),
                .clientFirstIssued(client: id), .account(.signInFailed, AccountFacts(reason: "password")),
                .account(
                    .consentGiven,
                    AccountFacts(user: .fixture(1), client: id, session: "s", grant: "g", scope: ScopeSet(["a", "b"]))
                ),
                .unrecognized(name: "later.thing", details: ["quote": "\"\\\u{1}\r\n", "ünï": "e\u{301} 🚪", "": ""]),
            ]
            let events = kinds.enumerated().map { AuditEvent(at: Int64($0) - 3, actor: "acteur é", kind: $1) }
            for event in events {
                try await subject.store.lift(.token("none"), audit: event)
            }
            #expect(try await subject.store.auditEvents(before: nil, limit: 99).reversed().map(\.event) == events)
        },
    ]
}
