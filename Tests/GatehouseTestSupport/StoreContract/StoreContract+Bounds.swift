import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract.Subject {
    /// Whether a refresh token of that name is remembered.
    fileprivate func remembers(_ token: String) async throws -> Bool {
        try await store.refreshToken(SecretDigest.of(token)) != nil
    }

    /// Rotates a token to one that lives for more than a week.
    fileprivate func rotateLong(_ token: String, to successor: String, at now: Int64) async throws -> RefreshRotation {
        try await rotate(token, to: successor, at: now, lifetime: 1_000_000)
    }

    /// Rotates from token "`range.lowerBound`" to "`range.upperBound`", one after the other.
    fileprivate func rotate(through range: ClosedRange<Int>, at now: Int64) async throws {
        for number in range.dropLast() {
            let rotation = try await rotateLong("\(number)", to: "\(number + 1)", at: now)
            guard case .rotated = rotation else {
                Issue.record("\(number) was answered \(rotation)")
                return
            }
        }
    }

    /// The fixtures with the refresh token "0", which lives as long as ten days.
    fileprivate func beginChain() async throws {
        try await begin()
        let token = RefreshToken.fixture("0", expiresAt: 1_000_000)
        _ = try await store.issue(from: "grant", refreshToken: token, expiresAt: 1_000_000, at: 1_000, audit: [])
    }
}

extension StoreContract {
    static let bounds = [
        StoreContract("a grant beyond the limit that issued nothing goes with its code") { subject async throws in
            try await subject.begin(.fixture(id: "a", sessionID: "s"), code: .fixture("a", grantID: "a"))
            try await subject.add(.fixture(id: "b", createdAt: 1_001), code: .fixture("b", grantID: "b"))
            _ = try await subject.store.redeemCode(SecretDigest.of("b"), of: .fixture(), at: 1_001)
            try await subject.add(.fixture(id: "c", createdAt: 1_002))
            try await subject.use("c", at: 1_002)
            let records = try await subject.store.record(
                .fixture(id: "d", createdAt: 1_003),
                code: .fixture("d", grantID: "d"),
                consent: nil,
                limit: 1,
                revocation: { .grant($0.id) },
                audit: []
            )
            #expect(records.map(\.key) == [.grant("c")])
            #expect(try await subject.store.grant("c")?.revokedAt == 1_003)
            for id in ["a", "b"] {
                #expect(try await subject.store.grant(id) == nil)
                #expect(try await subject.store.revocation(of: .grant(id)) == nil)
                let redemption = try await subject.store.redeemCode(SecretDigest.of(id), of: .fixture(), at: 1_004)
                #expect(redemption == .unknown)
                let use = try await subject.store.issue(
                    from: id,
                    refreshToken: nil,
                    expiresAt: 9_000,
                    at: 1_004,
                    audit: []
                )
                #expect(use == .revoked)
            }
            #expect(try await subject.store.grant("d") == .fixture(id: "d", createdAt: 1_003))
        },
        StoreContract("an expired grant that issued nothing is purged before its session ends") {
            subject async throws in
            _ = try await subject.store.create(.fixture(), audit: .fixture())
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture())
            let session = Session.fixture(expiresAt: 9_000)
            try await subject.store.begin(session, digest: SecretDigest.of("s"), ending: nil, audit: .fixture())
            for id in ["used", "unused", "back", "live"] {
                let end: Int64 = id == "live" ? 1_061 : 1_060
                try await subject.add(.fixture(id: id, sessionID: session.id, expiresAt: end))
            }
            try await subject.use("used")
            _ = try await subject.revoke("back", at: 1_001)
            try await subject.store.purgeGrants(before: 1_060)
            #expect(try await subject.store.grant("unused") != nil)
            try await subject.store.purgeGrants(before: 1_061)
            for (id, isThere) in [("used", true), ("unused", false), ("back", false), ("live", true)] {
                #expect(try await (subject.store.grant(id) != nil) == isThere, "\(id)")
            }
        },
        StoreContract("rotated tokens are remembered for a day, and the newest eight longer") { subject async throws in
            try await subject.beginChain()
            try await subject.rotate(through: 0...12, at: 1_100)
            #expect(try await subject.remembers("0"))
            // Not yet older than a day.
            _ = try await subject.rotateLong("12", to: "13", at: 1_100 + RotationMemory.seconds)
            #expect(try await subject.remembers("0"))
            try await subject.store.purgeGrants(before: 2_000)
            // Each rotation forgets at most two of the oldest.
            let late = 1_101 + RotationMemory.seconds
            for (rotation, forgotten) in [(13, 2), (14, 4), (15, 6), (16, 8), (17, 10), (18, 11), (19, 12), (20, 12)] {
                try await subject.store.purgeGrants(before: 2_000)
                _ = try await subject.rotateLong("\(rotation)", to: "\(rotation + 1)", at: late)
                var left: [Int] = []
                for number in 0...rotation where try await subject.remembers("\(number)") {
                    left.append(number)
                }
                #expect(left == Array(forgotten...rotation), "rotation \(rotation)")
            }
            #expect(try await subject.rotate("11", to: "x", at: late) == .unknown)
            guard case .replayed = try await subject.rotate("12", to: "x", at: late) else {
                Issue.record("a remembered token was not answered as a replay")
                return
            }
            #expect(try await subject.store.refreshToken(SecretDigest.of("21"))?.isLive == true)
        },
        StoreContract("a grant remembers no more than a thousand rotated tokens") { subject async throws in
            try await subject.beginChain()
            let limit = Int(RotationMemory.limit)
            try await subject.rotate(through: 0...limit, at: 1_100)
            #expect(try await subject.remembers("0"))
            try await subject.rotate(through: limit...(limit + 2), at: 1_100)
            #expect(try await !subject.remembers("1"))
            #expect(try await subject.remembers("2"))
        },
        StoreContract("old audit events are purged and their places not given again") { subject async throws in
            for at in [Int64(3_000), 1_000, 1_999, 2_000] {
                try await subject.store.note(.fixture("\(at)", at: at))
            }
            try await subject.store.purgeAudit(before: 2_000)
            #expect(try await subject.store.marks() == ["3000", "2000"])
            let last = try #require(try await subject.store.auditEvents(before: nil, limit: 1).first).sequence
            try await subject.store.purgeAudit(before: .max)
            #expect(try await subject.store.marks() == [])
            try await subject.store.note(.fixture("later"))
            let next = try #require(try await subject.store.auditEvents(before: nil, limit: 1).first).sequence
            #expect(next > last)
        },
        StoreContract("registrations that never got a token are purged, and nothing else") { subject async throws in
            var profile = ClientProfile()
            profile.source = .dynamic
            var others = [ClientProfile(), ClientProfile(), ClientProfile()]
            others[0].source = .administrator
            others[1].source = .metadataDocument
            others[2].clientURI = #"","source":"dynamic"#
            var clients: [Client] = [
                .fixture(id: "unused", profile: profile), .fixture(id: "granted", profile: profile),
                .fixture(id: "issued", firstIssuedAt: 1_500, profile: profile),
                .fixture(id: "disabled", disabledAt: 1_500, profile: profile),
                .fixture(id: "late", createdAt: 2_000, profile: profile),
            ]
            clients += others.enumerated().map { .fixture(id: "other\($0)", profile: $1) }
            for client in clients {
                _ = try await subject.store.create(client, audit: .fixture())
                #expect(try await subject.store.client(client.id) == client)
            }
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture())
            try await subject.add(.fixture(clientID: .fixture("granted")))
            try await subject.store.purgeUnusedRegistrations(before: 2_000)
            #expect(try await subject.store.client(.fixture("unused")) == nil)
            let left = try await subject.store.clients(application: nil, after: nil, limit: 99).map(\.id.value)
            #expect(left == ["disabled", "granted", "issued", "late", "other0", "other1", "other2"])
        },
        StoreContract("the hash of a password is replaced only if it is the stored one") { subject async throws in
            let id = UserID.fixture(1)
            let (old, new) = (
                try #require(PlainPasswords.hash(of: "old")), try #require(PlainPasswords.hash(of: "new"))
            )
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture("created"))
            #expect(try await subject.store.rehash(new, replacing: old, of: id) == .unchanged)
            _ = try await subject.store.setPassword(
                old,
                of: id,
                keepingSession: nil,
                at: 1_500,
                audit: .fixture("password")
            )
            try await subject.store.begin(
                .fixture(),
                digest: SecretDigest.of("s"),
                ending: nil,
                audit: .fixture("session")
            )
            #expect(try await subject.store.rehash(old, replacing: new, of: id) == .unchanged)
            #expect(try await subject.store.user(id)?.passwordHash == old)
            #expect(try await subject.store.rehash(new, replacing: old, of: id) == .changed)
            #expect(try await subject.store.rehash(new, replacing: old, of: id) == .unchanged)
            #expect(try await subject.store.user(id)?.passwordHash == new)
            #expect(try await subject.store.user(id)?.passwordChangedAt == 1_500)
            #expect(try await subject.store.sessions(of: id, at: 1_500).count == 1)
            #expect(try await subject.store.rehash(new, replacing: old, of: .fixture(2)) == .unknown)
            #expect(try await subject.store.marks() == ["created", "password", "session"])
        },
    ]
}
