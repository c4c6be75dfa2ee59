import GatehouseOAuth
import Testing

extension StoreContract {
    static let secondFactors = [
        StoreContract("a second factor is replaced with its recovery codes and taken away") { subject async throws in
            let id = UserID.fixture(1)
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture("created"))
            let digests = ["a", "b", "a"].map { SecretDigest.of($0) }
            func set(_ factor: SecondFactor?, _ digests: [[UInt8]], _ mark: String) async throws -> UserChange {
                try await subject.store.setSecondFactor(factor, recoveryDigests: digests, of: id, audit: .fixture(mark))
            }
            #expect(try await set(nil, [], "none") == .unchanged)
            #expect(try await set(SecondFactor(sealedSecret: [1, 2], confirmedAt: 7), digests, "on") == .changed)
            let first = SecondFactor(sealedSecret: [1, 2], confirmedAt: 7, recoveryCodesLeft: 2)
            #expect(try await subject.store.user(id)?.secondFactor == first)
            #expect(try await set(SecondFactor(sealedSecret: [3], confirmedAt: 8, lastStep: 5), [], "new") == .changed)
            let second = SecondFactor(sealedSecret: [3], confirmedAt: 8, lastStep: 5)
            #expect(try await subject.store.user(named: "alice")?.secondFactor == second)
            #expect(try await set(nil, [], "off") == .changed)
            #expect(try await subject.store.user(id) == .fixture("alice"))
            #expect(try await subject.store.marks() == ["created", "on", "new", "off"])
            let unknown = try await subject.store.setSecondFactor(
                first,
                recoveryDigests: [],
                of: .fixture(2),
                audit: .fixture()
            )
            #expect(unknown == .unknown)
        },
        StoreContract("of fifty concurrent uses of a step exactly one is accepted, and no earlier one") {
            subject async throws in
            let factor = SecondFactor(sealedSecret: [1], confirmedAt: 7)
            _ = try await subject.store.create(.fixture("alice", secondFactor: factor), audit: .fixture())
            let uses = try await fiftyAtOnce { _ in try await subject.store.useStep(100, of: .fixture(1)) }
            #expect(uses.count { $0 == .accepted } == 1)
            #expect(try await subject.store.user(.fixture(1))?.secondFactor?.lastStep == 100)
            #expect(try await subject.store.useStep(99, of: .fixture(1)) == .refused)
            #expect(try await subject.store.useStep(101, of: .fixture(1)) == .accepted)
            #expect(try await subject.store.useStep(101, of: .fixture(2)) == .refused)
        },
        StoreContract("of fifty concurrent uses of a recovery code exactly one is accepted") { subject async throws in
            let id = UserID.fixture(1)
            _ = try await subject.store.create(.fixture("alice"), audit: .fixture("created"))
            _ = try await subject.store.setSecondFactor(
                SecondFactor(sealedSecret: [1], confirmedAt: 7),
                recoveryDigests: [SecretDigest.of("a"), SecretDigest.of("b")],
                of: id,
                audit: .fixture("on")
            )
            let uses = try await fiftyAtOnce { _ in
                try await subject.store.useRecoveryCode(SecretDigest.of("a"), of: id, audit: .fixture("used"))
            }
            #expect(uses.count { $0 == .accepted } == 1)
            #expect(try await subject.store.user(id)?.secondFactor?.recoveryCodesLeft == 1)
            let others = try await subject.store.useRecoveryCode(
                SecretDigest.of("b"),
                of: .fixture(2),
                audit: .fixture("stranger")
            )
            #expect(others == .refused)
            #expect(try await subject.store.marks() == ["created", "on", "used"])
        },
    ]
}
