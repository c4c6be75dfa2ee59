import GatehouseOAuth
import Testing

extension StoreContract {
    static let logouts = [
        StoreContract("deliveries are due in the order of their instants, until they are finished") {
            subject async throws in
            _ = try await subject.store.create(.fixture(), audit: .fixture("client"))
            func delivery(_ subject: String, _ session: String?, dueAt: Int64) -> LogoutDelivery {
                LogoutDelivery(
                    clientID: .fixture(),
                    subject: subject,
                    sessionID: session,
                    dueAt: dueAt,
                    createdAt: 1_000
                )
            }
            try await subject.store.enqueue([
                delivery("a", "s", dueAt: 1_000), delivery("b", nil, dueAt: 1_100), delivery("c", "s", dueAt: 1_200),
            ])
            let due = try await subject.store.dueDeliveries(at: 1_100, limit: 9)
            #expect(due.map(\.subject) == ["a", "b"])
            let first = try #require(due.first)
            var expected = delivery("a", "s", dueAt: 1_000)
            expected.sequence = first.sequence
            #expect(first == expected)
            #expect(try await subject.store.dueDeliveries(at: 9_000, limit: 1) == [first])
            try await subject.store.postpone(first.sequence, until: 1_500)
            #expect(try await subject.store.dueDeliveries(at: 1_200, limit: 9).map(\.subject) == ["b", "c"])
            expected.attempts = 1
            expected.dueAt = 1_500
            #expect(try await subject.store.dueDeliveries(at: 1_500, limit: 9).last == expected)
            try await subject.store.finish(first.sequence, audit: .fixture("given up"))
            try await subject.store.finish(first.sequence, audit: .fixture("again"))
            for other in try await subject.store.dueDeliveries(at: 9_000, limit: 9) {
                try await subject.store.finish(other.sequence, audit: nil)
            }
            #expect(try await subject.store.dueDeliveries(at: 9_000, limit: 9) == [])
            #expect(try await subject.store.marks() == ["client", "given up"])
        },
        StoreContract("of several deliveries one of which is impossible none is stored") { subject async throws in
            _ = try await subject.store.create(.fixture(), audit: .fixture())
            let possible = LogoutDelivery(clientID: .fixture(), subject: "a", sessionID: nil, dueAt: 1, createdAt: 1)
            var impossible = possible
            impossible.clientID = .fixture("nobody")
            let both = [possible, impossible]
            await #expect(throws: StorageError.conflict) { try await subject.store.enqueue(both) }
            #expect(try await subject.store.dueDeliveries(at: 9, limit: 9) == [])
        },
    ]
}
