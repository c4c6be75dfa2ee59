import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let users = [
        StoreContract("a stored person is read back whole") { subject async throws in
            let user = User.fixture(
                "alice",
                email: "Alice@Example.org",
                name: "Álice \u{65}\u{301} 🚪",
                password: "secret",
                attributes: ["department": ["a\"b", ""], "": ["\u{1}"], "none": []],
                assignedScopes: ["tstapp_b", "tstapp_a"],
                createdAt: -5,
                passwordChangedAt: 4,
                disabledAt: 5,
                revokedBefore: .max
            )
            #expect(try await subject.store.create(user, audit: .fixture("created")) == .created)
            #expect(try await subject.store.user(user.id) == user)
            #expect(try await subject.store.user(user.id)?.email?.value == "Alice@Example.org")
            #expect(try await subject.store.user(.fixture(2)) == nil)
            let bare = User.fixture("bob", id: .fixture(2))
            #expect(try await subject.store.create(bare, audit: .fixture("bare")) == .created)
            #expect(try await subject.store.user(bare.id) == bare)
            #expect(try await subject.store.marks() == ["created", "bare"])
        },
        StoreContract("user names and email addresses are unique in any case of their letters") {
            subject async throws in
            let alice = User.fixture("alice", email: "alice@example.org")
            _ = try await subject.store.create(alice, audit: .fixture("alice"))
            let named = User.fixture("ALICE", id: .fixture(2))
            #expect(try await subject.store.create(named, audit: .fixture()) == .usernameTaken)
            let addressed = User.fixture("bob", id: .fixture(2), email: "Alice@EXAMPLE.org")
            #expect(try await subject.store.create(addressed, audit: .fixture()) == .emailTaken)
            let bob = User.fixture("bob", id: .fixture(2))
            #expect(try await subject.store.create(bob, audit: .fixture("bob")) == .created)
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.update(addressed, audit: .fixture())
            }
            #expect(try await subject.store.user(bob.id) == bob)
            #expect(try await subject.store.marks() == ["alice", "bob"])
        },
        StoreContract("of fifty concurrent people of one name exactly one is stored") { subject async throws in
            let outcomes = try await fiftyAtOnce { number in
                try await subject.store.create(.fixture("alice", id: .fixture(number)), audit: .fixture("\(number)"))
            }
            #expect(outcomes.count { $0 == .created } == 1)
            #expect(outcomes.count { $0 == .usernameTaken } == 49)
            #expect(try await subject.store.users(after: nil, limit: 99).count == 1)
        },
        StoreContract("a person is found by user name before email address, in any case") { subject async throws in
            let alice = User.fixture("alice", email: "bob@example.org")
            let bob = User.fixture("bob@example.org", id: .fixture(2))
            _ = try await subject.store.create(alice, audit: .fixture())
            #expect(try await subject.store.user(named: "BOB@example.org") == alice)
            _ = try await subject.store.create(bob, audit: .fixture())
            #expect(try await subject.store.user(named: "BOB@example.org") == bob)
            #expect(try await subject.store.user(named: "Alice") == alice)
            for text in ["", "nobody", "al ice", "'--", "alice\u{0}", "älice"] {
                #expect(try await subject.store.user(named: text) == nil)
            }
        },
        StoreContract("people are paged in the order of their user names") { subject async throws in
            for (number, name) in ["b", "a", "a-", "_", "aa"].enumerated() {
                _ = try await subject.store.create(.fixture(name, id: .fixture(number)), audit: .fixture())
            }
            func page(_ after: String?, _ limit: Int) async throws -> [String] {
                try await subject.store.users(after: after.map { .fixture($0) }, limit: limit).map(\.username.value)
            }
            #expect(try await page(nil, 99) == ["_", "a", "a-", "aa", "b"])
            #expect(try await page("a", 2) == ["a-", "aa"])
            #expect(try await page("b", 2) == [])
            #expect(try await page(nil, 0) == [])
        },
        StoreContract("updating a person replaces what describes them and nothing else") { subject async throws in
            let stored = User.fixture("alice", email: "a@example.org", password: "secret", disabledAt: 5)
            _ = try await subject.store.create(stored, audit: .fixture("created"))
            var changed = User.fixture(
                "renamed",
                email: "A@example.org",
                name: "Alice",
                attributes: ["a": ["b"]],
                assignedScopes: ["tstapp_a"],
                createdAt: 9
            )
            #expect(try await subject.store.update(changed, audit: .fixture("updated")) == .changed)
            #expect(try await subject.store.update(changed, audit: .fixture("again")) == .unchanged)
            changed.username = stored.username
            changed.passwordHash = stored.passwordHash
            changed.disabledAt = 5
            changed.createdAt = 1_000
            let read = try await subject.store.user(stored.id)
            #expect(read == changed)
            #expect(read?.email?.value == "A@example.org")
            #expect(try await subject.store.update(.fixture("x", id: .fixture(9)), audit: .fixture()) == .unknown)
            #expect(try await subject.store.marks() == ["created", "updated"])
        },
        StoreContract("a new password ends the sessions except the one that is kept") { subject async throws in
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture("created"))
            for id in ["a", "b", "c"] {
                try await subject.store.begin(
                    .fixture(id: id),
                    digest: SecretDigest.of(id),
                    ending: nil,
                    audit: .fixture(id)
                )
            }
            let hash = try #require(PlainPasswords.hash(of: "new"))
            let id = UserID.fixture(1)
            let outcome = try await subject.store.setPassword(
                hash,
                of: id,
                keepingSession: "b",
                at: 2_000,
                audit: .fixture("password")
            )
            #expect(outcome == .changed)
            #expect(try await subject.store.user(id)?.passwordHash == hash)
            #expect(try await subject.store.user(id)?.passwordChangedAt == 2_000)
            #expect(try await subject.store.sessions(of: id, at: 2_000).map(\.id) == ["b"])
            let unknown = try await subject.store.setPassword(
                hash,
                of: .fixture(2),
                keepingSession: nil,
                at: 2_000,
                audit: .fixture()
            )
            #expect(unknown == .unknown)
            #expect(try await subject.store.marks() == ["created", "a", "b", "c", "password"])
        },
        StoreContract("disabling a person ends their sessions and refuses their tokens") { subject async throws in
            let id = UserID.fixture(1)
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture("created"))
            try await subject.store.begin(
                .fixture(),
                digest: SecretDigest.of("s"),
                ending: nil,
                audit: .fixture("session")
            )
            let forever = RevocationRecord.subject(id.value, revokedBefore: nil, expiresAt: nil)
            let off = AuditEvent.fixture("off")
            #expect(try await subject.store.disable(id, at: 2_000, revocation: forever, audit: off) == .changed)
            #expect(try await subject.store.disable(id, at: 3_000, revocation: forever, audit: off) == .unchanged)
            #expect(try await subject.store.user(id)?.disabledAt == 2_000)
            #expect(try await subject.store.session(SecretDigest.of("s"), at: 2_000) == nil)
            #expect(try await subject.store.sessions(of: id, at: 2_000) == [])
            #expect(try await subject.store.revocation(of: .subject(id.value)) == forever)
            let until = RevocationRecord.subject(id.value, revokedBefore: 4_000, expiresAt: 9_000)
            let on = AuditEvent.fixture("on")
            #expect(try await subject.store.enable(id, revocation: until, audit: on) == .changed)
            #expect(try await subject.store.enable(id, revocation: until, audit: on) == .unchanged)
            #expect(try await subject.store.user(id)?.disabledAt == nil)
            #expect(try await subject.store.user(id)?.revokedBefore == 4_000)
            #expect(try await subject.store.revocation(of: .subject(id.value)) == until)
            let nobody = UserID.fixture(2)
            #expect(try await subject.store.disable(nobody, at: 1, revocation: forever, audit: off) == .unknown)
            #expect(try await subject.store.enable(nobody, revocation: until, audit: on) == .unknown)
            #expect(try await subject.store.marks() == ["created", "session", "off", "on"])
        },
        StoreContract("the last enabled holder of a scope keeps it, whoever else takes it away") {
            subject async throws in
            let store = subject.store
            let (alice, bob) = (UserID.fixture(1), UserID.fixture(2))
            for (id, name) in [(alice, "alice"), (bob, "bob")] {
                _ = try await store.create(
                    .fixture(name, id: id, assignedScopes: ["gatehouse_admin"]),
                    audit: .fixture(name)
                )
            }
            func off(_ id: UserID) async throws -> UserChange {
                let record = RevocationRecord.subject(id.value, revokedBefore: nil, expiresAt: nil)
                return try await store.disable(
                    id,
                    at: 2_000,
                    leavingHolderOf: "gatehouse_admin",
                    revocation: record,
                    audit: .fixture("off")
                )
            }
            func take(from id: UserID, insisting: Bool = true) async throws -> UserChange {
                guard var person = try await store.user(id) else { return .unknown }
                person.assignedScopes = ScopeSet([])
                return try await store.update(
                    person,
                    expecting: nil,
                    leavingHolderOf: insisting ? "gatehouse_admin" : nil,
                    audit: [.fixture("taken")]
                )
            }
            async let first = take(from: alice)
            async let second = take(from: bob)
            let changes = try await [first, second]
            #expect(changes.filter { $0 == .changed }.count == 1)
            #expect(changes.filter { $0 == .lastHolder }.count == 1)
            let last = changes[0] == .lastHolder ? alice : bob
            #expect(try await off(last) == .lastHolder)
            #expect(try await store.user(last)?.disabledAt == nil)
            #expect(try await off(last == alice ? bob : alice) == .changed)
            #expect(try await take(from: last, insisting: false) == .changed)
            #expect(try await store.marks() == ["alice", "bob", "taken", "off", "taken"])
        },
        StoreContract("revoking a person's tokens never moves the instant back") { subject async throws in
            let id = UserID.fixture(1)
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture("created"))
            func revoke(_ instant: Int64?) async throws -> Int64? {
                let record = RevocationRecord.subject(id.value, revokedBefore: instant, expiresAt: 9_000)
                let standing = try await subject.store.revokeTokens(of: id, revocation: record, audit: .fixture("gone"))
                return standing?.revokedBefore
            }
            #expect(try await revoke(2_000) == 2_000)
            #expect(try await revoke(1_000) == 2_000)
            #expect(try await subject.store.user(id)?.revokedBefore == 2_000)
            #expect(try await revoke(3_000) == 3_000)
            #expect(try await subject.store.user(id)?.revokedBefore == 3_000)
            let nobody = try await subject.store.revokeTokens(
                of: .fixture(2),
                revocation: .subject("x"),
                audit: .fixture("nobody")
            )
            #expect(nobody == nil)
            #expect(try await subject.store.revocation(of: .subject("x")) == nil)
            #expect(try await subject.store.marks() == ["created", "gone", "gone", "gone"])
        },
        StoreContract("a noted event is recorded alone") { subject async throws in
            try await subject.store.note(.fixture("failed"))
            #expect(try await subject.store.marks() == ["failed"])
        },
    ]
}
