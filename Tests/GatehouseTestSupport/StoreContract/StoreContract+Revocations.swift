import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let revocations = [
        StoreContract("a recorded revocation is read back whole") { subject async throws in
            let records: [RevocationRecord] = [
                .token(), .grant(), .client(), .subject(revokedBefore: nil, expiresAt: nil),
                .token("owned", client: "reporting"), .grant("owned", client: "reporting"),
                RevocationRecord(
                    kind: .grant,
                    key: RevocationKey(high: .max, low: 1),
                    revokedBefore: .max,
                    recordedAt: -1,
                    expiresAt: .max
                ),
            ]
            for record in records {
                #expect(try await subject.store.record(record, client: nil, audit: .fixture()) == record)
                #expect(try await subject.store.revocation(of: record.key) == record)
            }
            let all = try await subject.store.revocations(at: 3_000)
            #expect(Set(all.map(\.key)) == Set(records.map(\.key)))
            #expect(all.count == records.count)
            #expect(try await subject.store.revocation(of: .token("other")) == nil)
        },
        StoreContract("recording a revocation again refuses no less than before") { subject async throws in
            func record(_ revokedBefore: Int64?, _ expiresAt: Int64?, at: Int64) async throws -> RevocationRecord {
                try await subject.store.record(
                    .subject(revokedBefore: revokedBefore, recordedAt: at, expiresAt: expiresAt),
                    client: nil,
                    audit: .fixture()
                )
            }
            #expect(
                try await record(2_000, 5_000, at: 2_000)
                    == .subject(revokedBefore: 2_000, recordedAt: 2_000, expiresAt: 5_000)
            )
            let merged = RevocationRecord.subject(revokedBefore: 3_000, recordedAt: 2_500, expiresAt: 5_000)
            #expect(try await record(3_000, 4_000, at: 2_500) == merged)
            #expect(try await record(1_000, 1_000, at: 1_000) == merged)
            let forever = RevocationRecord.subject(revokedBefore: 3_000, recordedAt: 2_600, expiresAt: nil)
            #expect(try await record(1_000, nil, at: 2_600) == forever)
            #expect(try await record(1_000, 9_000, at: 1) == forever)
            #expect(try await subject.store.revocations(at: 1_000_000) == [forever])
        },
        StoreContract("whose a revocation is stays known when it is recorded again") { subject async throws in
            let known = RevocationRecord.token(client: "reporting")
            for record in [RevocationRecord.token(), known, .token()] {
                _ = try await subject.store.record(record, client: nil, audit: .fixture())
            }
            #expect(try await subject.store.revocations(at: 0) == [known])
        },
        StoreContract("fifty concurrent recordings leave the latest instant") { subject async throws in
            _ = try await fiftyAtOnce { number in
                try await subject.store.record(
                    .grant(revokedBefore: Int64(number), recordedAt: 1, expiresAt: 100 - Int64(number)),
                    client: nil,
                    audit: .fixture()
                )
            }
            let standing = RevocationRecord.grant(revokedBefore: 49, recordedAt: 1, expiresAt: 100)
            #expect(try await subject.store.revocation(of: standing.key) == standing)
        },
        StoreContract("a client's revocation moves its instant forward only") { subject async throws in
            let id = ClientID.fixture()
            _ = try await subject.store.create(.fixture(), audit: .fixture())
            func instant(afterRecording revokedBefore: Int64?) async throws -> Int64? {
                let record = RevocationRecord.client(revokedBefore: revokedBefore)
                _ = try await subject.store.record(record, client: id, audit: .fixture())
                return try await subject.store.client(id)?.revokedBefore
            }
            #expect(try await instant(afterRecording: 2_000) == 2_000)
            #expect(try await instant(afterRecording: 1_000) == 2_000)
            #expect(try await instant(afterRecording: 3_000) == 3_000)
            #expect(try await instant(afterRecording: nil) == 3_000)
        },
        StoreContract("a revocation that names an unknown client is recorded all the same") { subject async throws in
            let record = RevocationRecord.client("nobody")
            _ = try await subject.store.record(record, client: .fixture("nobody"), audit: .fixture("recorded"))
            #expect(try await subject.store.revocations(at: 0) == [record])
            #expect(try await subject.store.marks() == ["recorded"])
        },
        StoreContract("a revocation without a client leaves clients alone") { subject async throws in
            _ = try await subject.store.create(.fixture(), audit: .fixture())
            _ = try await subject.store.record(.client(), client: nil, audit: .fixture())
            #expect(try await subject.store.client(.fixture())?.revokedBefore == nil)
        },
        StoreContract("a lifted revocation is gone") { subject async throws in
            let kept = RevocationRecord.token("kept")
            let lifted = RevocationRecord.token("lifted")
            for record in [kept, lifted] {
                _ = try await subject.store.record(record, client: nil, audit: .fixture("recorded"))
            }
            try await subject.store.lift(lifted.key, audit: .fixture("lifted"))
            #expect(try await subject.store.revocations(at: 0) == [kept])
            try await subject.store.lift(lifted.key, audit: .fixture("again"))
            #expect(try await subject.store.marks() == ["recorded", "recorded", "lifted", "again"])
        },
        StoreContract("a revocation is in force through the second of its expiry") { subject async throws in
            for expiry: Int64? in [4_999, 5_000, 5_001, nil] {
                let record = RevocationRecord.token("\(expiry ?? 0)", expiresAt: expiry)
                _ = try await subject.store.record(record, client: nil, audit: .fixture())
            }
            let live: Set<Int64?> = [5_000, 5_001, nil]
            #expect(Set(try await subject.store.revocations(at: 5_000).map(\.expiresAt)) == live)
            #expect(try await subject.store.revocations(at: 0).count == 4)
            try await subject.store.purgeRevocations(before: 5_000)
            #expect(Set(try await subject.store.revocations(at: 0).map(\.expiresAt)) == live)
            #expect(try await subject.store.revocation(of: .token("4999")) == nil)
        },
        StoreContract("a token is revoked whole, not up to an instant") { subject async throws in
            let record = RevocationRecord(
                kind: .token,
                key: .token("token"),
                revokedBefore: 2_000,
                recordedAt: 2_000,
                expiresAt: 5_000
            )
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.record(record, client: nil, audit: .fixture())
            }
            #expect(try await subject.store.revocations(at: 0) == [])
            #expect(try await subject.store.marks() == [])
        },
    ]
}
