import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let settings = [
        StoreContract("there are no settings until a server has started") { subject async throws in
            #expect(try await subject.store.settings() == nil)
        },
        StoreContract("adopted settings are read back in the place of the earlier ones") { subject async throws in
            let first = ServerSettings(issuer: "https://a.test", algorithm: .rs256, accessTokenSeconds: 600)
            let second = ServerSettings(issuer: "https://b.test", algorithm: .edDSA, accessTokenSeconds: 900)
            #expect(try await subject.store.adopt(first) == first)
            #expect(try await subject.store.adopt(second) == second)
            #expect(try await subject.store.settings() == second)
        },
        StoreContract("the longest lifetime never becomes shorter") { subject async throws in
            let long = ServerSettings(issuer: "https://a.test", algorithm: .es256, accessTokenSeconds: 86_400)
            let short = ServerSettings(issuer: "https://a.test", algorithm: .es256, accessTokenSeconds: 60)
            _ = try await subject.store.adopt(long)
            let standing = try await subject.store.adopt(short)
            #expect(standing.accessTokenSeconds == 60)
            #expect(standing.longestTokenSeconds == 86_400)
            #expect(try await subject.store.settings() == standing)
        },
        StoreContract("settings without an issuer or a lifetime are refused and nothing replaced") {
            subject async throws in
            let first = ServerSettings(issuer: "https://a.test", algorithm: .es256, accessTokenSeconds: 60)
            _ = try await subject.store.adopt(first)
            for (issuer, seconds) in [("", Int64(60)), ("https://a.test", 0)] {
                await #expect(throws: StorageError.conflict) {
                    _ = try await subject.store.adopt(
                        ServerSettings(issuer: issuer, algorithm: .es256, accessTokenSeconds: seconds)
                    )
                }
            }
            #expect(try await subject.store.settings() == first)
        },
    ]
}
