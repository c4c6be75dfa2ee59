import GatehouseOAuth
import Testing

/// A step of a random life of one grant.
private enum Step: CaseIterable, Sendable {
    case redeem, issue, refreshNewest, refreshOlder, refreshAny, revoke, wait
}

/// Walks a grant through random steps, several at once, and counts what can still be refreshed.
private func walk(_ subject: StoreContract.Subject, seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let grant = "grant\(seed)"
    try await subject.add(.fixture(id: grant), code: .fixture("code\(seed)", grantID: grant))
    var tokens: [String] = []
    var now: Int64 = 1_000
    var isRevoked = false
    for step in 0..<25 {
        let choice = Step.allCases.randomElement(using: &generator) ?? .wait
        let fresh = "token \(seed) \(step)"
        switch choice {
        case .wait:
            now += Int64.random(in: 1...40, using: &generator)
        case .redeem:
            _ = try await subject.store.redeemCode(SecretDigest.of("code\(seed)"), of: .fixture(), at: now)
        case .issue:
            let use = try? await subject.store.issue(
                from: grant,
                refreshToken: .fixture(fresh, grantID: grant),
                expiresAt: 5_000,
                at: now,
                audit: []
            )
            #expect(use == nil || (use == .revoked) == isRevoked, "seed \(seed), step \(step)")
            tokens.append(fresh)
        case .refreshNewest, .refreshOlder, .refreshAny:
            let presented =
                choice == .refreshNewest ? tokens.last : tokens.randomElement(using: &generator)
            guard let presented else { continue }
            let moment = now
            let outcomes = try await withThrowingTaskGroup(of: RefreshRotation.self) { group in
                for rival in 0..<3 {
                    group.addTask { try await subject.rotate(presented, to: "\(fresh) \(rival)", at: moment) }
                }
                return try await group.reduce(into: [RefreshRotation]()) { $0.append($1) }
            }
            let rotated = outcomes.count { if case .rotated = $0 { true } else { false } }
            #expect(rotated <= (isRevoked ? 0 : 1), "seed \(seed), step \(step)")
            tokens += (0..<3).map { "\(fresh) \($0)" }
        case .revoke:
            guard Int.random(in: 0..<4, using: &generator) == 0 else { continue }
            _ = try await subject.revoke(grant, at: now)
            isRevoked = true
        }
        var live = 0
        for token in tokens {
            live += try await subject.store.refreshToken(SecretDigest.of(token))?.isLive == true ? 1 : 0
        }
        #expect(live <= (isRevoked ? 0 : 1), "seed \(seed), step \(step)")
    }
}

extension StoreContract {
    static let schedules = [
        StoreContract("no schedule of redemption, rotation and revocation leaves two live descendants") {
            subject async throws in
            try await subject.begin()
            for seed in Seeds.first(20) {
                try await walk(subject, seed: seed)
            }
        }
    ]
}
