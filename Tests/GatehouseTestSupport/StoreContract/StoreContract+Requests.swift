import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let requests = [
        StoreContract("a pushed request is its client's until it expires") { subject async throws in
            _ = try await subject.store.create(.fixture(), audit: .fixture())
            let request = PushedRequest(
                digest: SecretDigest.of("reference"),
                clientID: .fixture(),
                parameters: [0, 1, 255],
                expiresAt: 1_090
            )
            try await subject.store.push(request)
            #expect(try await subject.store.pushedRequest(request.digest, of: .fixture(), at: 1_089) == request)
            #expect(try await subject.store.pushedRequest(request.digest, of: .fixture(), at: 1_090) == nil)
            #expect(try await subject.store.pushedRequest(request.digest, of: .fixture("other"), at: 1_000) == nil)
            await #expect(throws: StorageError.conflict) { try await subject.store.push(request) }
            try await subject.store.purgeRequests(before: 1_090)
            #expect(try await subject.store.pushedRequest(request.digest, of: .fixture(), at: 1_000) == request)
            try await subject.store.purgeRequests(before: 1_091)
            #expect(try await subject.store.pushedRequest(request.digest, of: .fixture(), at: 1_000) == nil)
        },
        StoreContract("of fifty concurrent uses exactly one is the first") { subject async throws in
            for kind in SingleUse.allCases {
                let uses = try await fiftyAtOnce { _ in
                    try await subject.store.useOnce(kind, SecretDigest.of("jti"), until: 1_060, at: 1_000)
                }
                #expect(uses.count { $0 } == 1)
            }
        },
        StoreContract("what was used may be used again once it has expired") { subject async throws in
            func use(_ name: String, until end: Int64, at now: Int64) async throws -> Bool {
                try await subject.store.useOnce(.proof, SecretDigest.of(name), until: end, at: now)
            }
            #expect(try await use("a", until: 1_060, at: 1_000))
            #expect(try await use("b", until: 1_060, at: 1_000))
            #expect(try await use("a", until: 2_000, at: 1_060) == false)
            #expect(try await use("a", until: 2_000, at: 1_061))
            #expect(try await use("a", until: 3_000, at: 1_500) == false)
            try await subject.store.purgeRequests(before: 2_000)
            #expect(try await use("a", until: 3_000, at: 1_500) == false)
            try await subject.store.purgeRequests(before: 2_001)
            #expect(try await use("a", until: 3_000, at: 1_500))
        },
        StoreContract("the first root key that is offered stays") { subject async throws in
            let keys = try await fiftyAtOnce { number in
                try await subject.store.rootKey(orStore: Secret(Array(repeating: UInt8(number), count: 32)))
            }
            let first = try #require(keys.first)
            #expect(keys.allSatisfy { $0 == first })
            #expect(try await subject.store.rootKey(orStore: Secret([])) == first)
        },
        StoreContract("a root key of another size is refused") { subject async throws in
            await #expect(throws: StorageError.conflict) {
                _ = try await subject.store.rootKey(orStore: Secret([1, 2, 3]))
            }
            let key = Secret([UInt8](repeating: 9, count: 32))
            #expect(try await subject.store.rootKey(orStore: key) == key)
        },
    ]
}
