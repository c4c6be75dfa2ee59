import GatehouseOAuth
import Testing

extension StoreContract {
    static let quotas = [
        StoreContract("what was used of a quota is kept until its period ends, and replaced by what was used later") {
            subject async throws in
            func use(_ quota: String, _ caller: String, used: Int64, from start: Int64 = 1_000) -> QuotaUse {
                QuotaUse(quota: quota, by: "client", caller: caller, startsAt: start, endsAt: start + 100, used: used)
            }
            #expect(try await subject.store.quotaUses(at: 0) == [])
            try await subject.store.record([use("b", "x", used: 1), use("a", "y", used: 2), use("a", "x", used: 3)])
            try await subject.store.record([use("a", "x", used: 2), use("b", "x", used: 9, from: 1_100)])
            let all = [use("a", "x", used: 2), use("a", "y", used: 2), use("b", "x", used: 9, from: 1_100)]
            #expect(try await subject.store.quotaUses(at: 1_099) == all)
            #expect(try await subject.store.quotaUses(at: 1_100) == [all[2]])
            try await subject.store.purgeQuotas(before: 1_099)
            #expect(try await subject.store.quotaUses(at: 0) == all)
            try await subject.store.purgeQuotas(before: 1_100)
            #expect(try await subject.store.quotaUses(at: 0) == [all[2]])
        },
        StoreContract("of several uses one of which is impossible none is kept") { subject async throws in
            let possible = QuotaUse(quota: "q", by: "client", caller: "x", startsAt: 0, endsAt: 9, used: 1)
            var impossible = possible
            impossible.caller = "y"
            impossible.used = -1
            let both = [possible, impossible]
            await #expect(throws: StorageError.self) { try await subject.store.record(both) }
            #expect(try await subject.store.quotaUses(at: 0) == [])
        },
        StoreContract("callers of one name are told apart by what they are counted by") { subject async throws in
            let uses = ["address", "claim", "client", "others", "subject"]
                .map { QuotaUse(quota: "q", by: $0, caller: "x", startsAt: 0, endsAt: 9, used: 1) }
            try await subject.store.record(uses)
            #expect(try await subject.store.quotaUses(at: 0) == uses)
        },
    ]
}
