import GatehouseOAuth
import Testing

extension StoreContract {
    static let sessions = [
        StoreContract("a session is found by its secret, with its person") { subject async throws in
            let alice = User.fixture("alice", secondFactor: SecondFactor(sealedSecret: [1], confirmedAt: 2))
            _ = try await subject.store.create(alice, audit: .fixture())
            let session = Session.fixture(
                authenticatedAt: 1_500,
                context: .aal2,
                lastSeenAt: 1_600,
                expiresAt: 2_000,
                userAgent: "Browser é",
                address: "2001:db8::1"
            )
            try await subject.store.begin(session, digest: SecretDigest.of("s"), ending: nil, audit: .fixture("in"))
            let found = try await subject.store.session(SecretDigest.of("s"), at: 1_999)
            #expect(found == SignedIn(session: session, user: alice))
            #expect(try await subject.store.session(SecretDigest.of("s"), at: 2_000) == nil)
            #expect(try await subject.store.session(SecretDigest.of("t"), at: 1_999) == nil)
            #expect(try await subject.store.sessions(of: alice.id, at: 1_999) == [session])
            #expect(try await subject.store.sessions(of: alice.id, at: 2_000) == [])
        },
        StoreContract("a session that begins ends the former, and replaces itself") { subject async throws in
            let id = UserID.fixture(1)
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture())
            func begin(_ session: Session, _ secret: String, ending former: String?) async throws {
                try await subject.store.begin(
                    session,
                    digest: SecretDigest.of(secret),
                    ending: former.map { SecretDigest.of($0) },
                    audit: .fixture(secret)
                )
            }
            try await begin(.fixture(id: "a"), "one", ending: nil)
            try await begin(.fixture(id: "b"), "two", ending: "one")
            #expect(try await subject.store.sessions(of: id, at: 2_000).map(\.id) == ["b"])
            // The person proves again who they are: the session stays, its secret is another one.
            let renewed = Session.fixture(id: "b", authenticatedAt: 1_700, context: .aal2)
            try await begin(renewed, "three", ending: "two")
            #expect(try await subject.store.session(SecretDigest.of("two"), at: 2_000) == nil)
            #expect(try await subject.store.session(SecretDigest.of("three"), at: 2_000)?.session == renewed)
            try await begin(.fixture(id: "b", lastSeenAt: 1_800), "three", ending: "three")
            #expect(try await subject.store.sessions(of: id, at: 2_000).map(\.lastSeenAt) == [1_800])
        },
        StoreContract("a session of nobody, and one with another's id or secret, is refused") { subject async throws in
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture("alice"))
            _ = try await subject.store.create(.fixture("bob", id: .fixture(2)), audit: .fixture("bob"))
            try await subject.store.begin(
                .fixture(id: "a"),
                digest: SecretDigest.of("a"),
                ending: nil,
                audit: .fixture("a")
            )
            let refused: [(Session, String)] = [
                (.fixture(id: "a", userID: .fixture(2)), "b"), (.fixture(id: "b", userID: .fixture(2)), "a"),
                (.fixture(id: "b", userID: .fixture(3)), "b"),
            ]
            for (session, secret) in refused {
                await #expect(throws: StorageError.conflict) {
                    try await subject.store.begin(
                        session,
                        digest: SecretDigest.of(secret),
                        ending: nil,
                        audit: .fixture()
                    )
                }
            }
            #expect(try await subject.store.session(SecretDigest.of("a"), at: 2_000)?.user.id == .fixture(1))
            #expect(try await subject.store.marks() == ["alice", "bob", "a"])
        },
        StoreContract("sessions end one by one, or all but one") { subject async throws in
            let (alice, bob) = (UserID.fixture(1), UserID.fixture(2))
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture("alice"))
            _ = try await subject.store.create(.fixture("bob", id: bob), audit: .fixture("bob"))
            for (id, user) in [("a", alice), ("b", alice), ("c", alice), ("d", alice), ("x", bob)] {
                try await subject.store.begin(
                    .fixture(id: id, userID: user),
                    digest: SecretDigest.of(id),
                    ending: nil,
                    audit: .fixture(id)
                )
            }
            #expect(try await subject.store.end("a", of: bob, audit: .fixture("stranger")) == false)
            #expect(try await subject.store.end("a", of: alice, audit: .fixture("end")))
            #expect(try await subject.store.end("a", of: alice, audit: .fixture("again")) == false)
            #expect(try await subject.store.endAll(of: alice, except: "c", audit: .fixture("all")) == ["b", "d"])
            #expect(try await subject.store.endAll(of: alice, except: "c", audit: .fixture("none")) == [])
            #expect(try await subject.store.sessions(of: alice, at: 2_000).map(\.id) == ["c"])
            #expect(try await subject.store.endAll(of: alice, except: nil, audit: .fixture("rest")) == ["c"])
            #expect(try await subject.store.sessions(of: bob, at: 2_000).map(\.id) == ["x"])
            let marks = try await subject.store.marks().suffix(3)
            #expect(marks == ["end", "all", "rest"])
        },
        StoreContract("the last use of a session is noted and never goes back") { subject async throws in
            let id = UserID.fixture(1)
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture())
            for (name, seen) in [("a", Int64(1_000)), ("b", 1_100)] {
                try await subject.store.begin(
                    .fixture(id: name, lastSeenAt: seen),
                    digest: SecretDigest.of(name),
                    ending: nil,
                    audit: .fixture()
                )
            }
            await subject.store.noteSessionUse("a", at: 1_200)
            await subject.store.noteSessionUse("b", at: 900)
            await subject.store.noteSessionUse("nobody", at: 900)
            await subject.settle()
            let sessions = try await subject.store.sessions(of: id, at: 2_000)
            #expect(sessions.map(\.id) == ["a", "b"])
            #expect(sessions.map(\.lastSeenAt) == [1_200, 1_100])
        },
        StoreContract("the clients of a session are those that got tokens in it") { subject async throws in
            try await subject.begin(.fixture(id: "first", sessionID: "s"), code: nil)
            for name in ["b", "a"] {
                _ = try await subject.store.create(.fixture(id: name), audit: .fixture())
                try await subject.add(.fixture(id: "of-\(name)", clientID: .fixture(name), sessionID: "s"))
                try await subject.add(.fixture(id: "more-\(name)", clientID: .fixture(name), sessionID: "s"))
                for grant in ["of-\(name)", "more-\(name)"] {
                    _ = try await subject.store.issue(
                        from: grant,
                        refreshToken: nil,
                        expiresAt: 1_900,
                        at: 1_100,
                        audit: []
                    )
                }
            }
            #expect(try await subject.store.clients(inSession: "s") == [.fixture("a"), .fixture("b")])
            #expect(try await subject.store.clients(inSession: "t") == [])
        },
        StoreContract("a session's clients are known until it ends, however short their tokens live") {
            subject async throws in
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture())
            _ = try await subject.store.create(.fixture(), audit: .fixture())
            func begin(until end: Int64) async throws {
                try await subject.store.begin(
                    .fixture(id: "s", expiresAt: end),
                    digest: SecretDigest.of("s"),
                    ending: nil,
                    audit: .fixture()
                )
            }
            try await begin(until: 8_000)
            try await subject.add(.fixture(sessionID: "s", expiresAt: 1_100))
            _ = try await subject.store.issue(from: "grant", refreshToken: nil, expiresAt: 1_200, at: 1_050, audit: [])
            try await subject.store.purgeGrants(before: 8_000)
            #expect(try await subject.store.clients(inSession: "s") == [.fixture()])
            try await begin(until: 9_000)
            try await subject.store.purgeGrants(before: 9_000)
            #expect(try await subject.store.clients(inSession: "s") == [.fixture()])
            try await subject.store.purgeGrants(before: 9_001)
            #expect(try await subject.store.clients(inSession: "s") == [])
        },
        StoreContract("sessions that ended are purged") { subject async throws in
            let id = UserID.fixture(1)
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture())
            for (name, end) in [("a", Int64(2_000)), ("b", 3_000)] {
                try await subject.store.begin(
                    .fixture(id: name, expiresAt: end),
                    digest: SecretDigest.of(name),
                    ending: nil,
                    audit: .fixture()
                )
            }
            try await subject.store.purgeSessions(before: 2_001)
            #expect(try await subject.store.sessions(of: id, at: 0).map(\.id) == ["b"])
        },
    ]
}
