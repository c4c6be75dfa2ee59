import GatehouseOAuth
import Testing

extension StoreContract {
    static let applications = [
        StoreContract("an application is read back as it was stored, and the list is in order of the keys") {
            subject async throws in
            let text = "application: b # ü\u{1F600}\r\n"
            let second = try await subject.put("b", text)
            let first = try await subject.put("a10", "application: a10\n", at: 2_000)
            #expect(try await subject.store.applications() == [first, second])
            #expect(second.text.utf8.elementsEqual(text.utf8))
            #expect(second.createdAt == 1_000)
            #expect(first.changedAt == 2_000)
        },
        StoreContract("a key is taken once, and the second attempt changes nothing") { subject async throws in
            let first = try await subject.put("a", "one")
            let again = try await subject.store.createApplication("a", text: "two", at: 2, audit: .fixture("again"))
            #expect(again == .exists)
            #expect(try await subject.store.applications() == [first])
            #expect(try await subject.store.marks() == ["put"])
        },
        StoreContract("an application is replaced only in the version that was read") { subject async throws in
            let first = try await subject.put("a", "one")
            let second = try await subject.replace("a", "two", expecting: first.version)
            guard case .stored(let stored) = second else {
                Issue.record("\(second)")
                return
            }
            #expect(stored.version != first.version)
            #expect(stored.createdAt == 1_000)
            #expect(stored.changedAt == 2_000)
            #expect(try await subject.replace("a", "three", expecting: first.version) == .outdated(stored))
            #expect(try await subject.store.applications() == [stored])
            #expect(try await subject.store.marks() == ["put", "replaced"])
            _ = try await subject.replace("a", "four", expecting: nil)
            #expect(try await subject.store.applications().map(\.text) == ["four"])
            #expect(try await subject.replace("b", "five", expecting: nil) == .unknown)
        },
        StoreContract("of fifty who replace the same version one wins") { subject async throws in
            let first = try await subject.put("a", "one")
            let outcomes = try await fiftyAtOnce { number in
                try await subject.replace("a", "number \(number)", expecting: first.version)
            }
            let winners = outcomes.count { if case .stored = $0 { true } else { false } }
            #expect(winners == 1)
            #expect(try await subject.store.marks() == ["put", "replaced"])
        },
        StoreContract("an application made anew never has the version of one that was taken away") {
            subject async throws in
            let first = try await subject.put("a", "one")
            #expect(try await subject.remove("a", expecting: first.version) == .removed)
            #expect(try await subject.store.applications().isEmpty)
            let second = try await subject.put("a", "one")
            #expect(second.version != first.version)
            #expect(try await subject.remove("a", expecting: first.version) == .outdated(second))
            #expect(try await subject.store.marks() == ["put", "removed", "put"])
            #expect(try await subject.remove("b", expecting: nil) == .unknown)
        },
        StoreContract("an application that clients belong to stays, unless a file goes on declaring it") {
            subject async throws in
            _ = try await subject.put("tstapp", "one")
            for id in ["one", "two"] {
                _ = try await subject.store.create(.fixture(id: id, application: "tstapp"), audit: .fixture("client"))
            }
            #expect(try await subject.remove("tstapp", expecting: nil) == .inUse(ApplicationHolders(own: 2)))
            #expect(try await subject.store.applications().map(\.key) == ["tstapp"])
            let removal = try await subject.store.removeApplication(
                "tstapp",
                expecting: nil,
                isDeclaredElsewhere: true,
                audit: .fixture("moved")
            )
            #expect(removal == .removed)
            #expect(try await subject.store.marks() == ["put", "client", "client", "moved"])
        },
        StoreContract("an application whose scopes others hold stays, so that nothing comes back with its key") {
            subject async throws in
            _ = try await subject.put("tst", "one")
            let store = subject.store
            let job = Client.fixture(id: "job", application: "other", scopes: ["other_b", "tst_a"])
            let near = Client.fixture(id: "near", application: "other", scopes: ["tstapp_a", "tst1_a", "TST_a"])
            for client in [job, near] { _ = try await store.create(client, audit: .fixture("client")) }
            for (number, scopes) in [["tst_a"], ["other_b", "tst_b"], ["tstapp_a", "a_tst_a"]].enumerated() {
                let user = User.fixture("user\(number)", id: .fixture(number), assignedScopes: scopes)
                _ = try await store.create(user, audit: .fixture("user"))
            }
            let both = ApplicationHolders(otherClients: 1, people: 2)
            #expect(try await subject.remove("tst", expecting: nil) == .inUse(both))
            #expect(try await store.holders(of: "tst") == both)
            #expect(try await store.holders(of: "other") == ApplicationHolders(own: 2, people: 1))
            #expect(try await store.holders(of: "nobody").isEmpty)
            #expect(try await subject.store.applications().map(\.key) == ["tst"])
            for number in 0..<2 {
                _ = try await store.update(.fixture("user\(number)", id: .fixture(number)), audit: .fixture("user"))
            }
            #expect(try await subject.remove("tst", expecting: nil) == .inUse(ApplicationHolders(otherClients: 1)))
            let without = Client.fixture(id: "job", application: "other", scopes: ["other_b"])
            _ = try await store.update(without, audit: .fixture("client"))
            #expect(try await subject.remove("tst", expecting: nil) == .removed)
        },
        StoreContract("what is no key or no document is refused") { subject async throws in
            for (key, text) in [("Tst", "x"), ("tst-app", "x"), ("", "x"), ("gatehouse", "x"), ("a", "")] {
                await #expect(throws: StorageError.conflict) {
                    _ = try await subject.store.createApplication(key, text: text, at: 1, audit: .fixture())
                }
            }
            #expect(try await subject.store.applications().isEmpty)
            #expect(try await subject.store.marks().isEmpty)
        },
    ]
}

extension StoreContract.Subject {
    /// Stores an application that is not there yet.
    fileprivate func put(_ key: String, _ text: String, at: Int64 = 1_000) async throws -> StoredApplication {
        let outcome = try await store.createApplication(key, text: text, at: at, audit: .fixture("put"))
        guard case .stored(let application) = outcome else { throw StorageError.conflict }
        return application
    }

    fileprivate func replace(
        _ key: String,
        _ text: String,
        expecting version: String?
    ) async throws -> ApplicationStoring {
        try await store.replaceApplication(
            key,
            text: text,
            expecting: version,
            at: 2_000,
            audit: .fixture("replaced")
        )
    }

    fileprivate func remove(_ key: String, expecting version: String?) async throws -> ApplicationRemoval {
        try await store.removeApplication(
            key,
            expecting: version,
            isDeclaredElsewhere: false,
            audit: .fixture("removed")
        )
    }
}
