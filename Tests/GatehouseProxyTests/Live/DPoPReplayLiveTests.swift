import GatehouseJOSE
import Testing

@testable import GatehouseProxy

@Suite("RFC 9449 §11.1, §9: replays and nonces at the gate", .timeLimit(.minutes(1)))
struct DPoPReplayLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    private func run(
        configuration: ProxyConfiguration = .fixture,
        _ body: (ProxyFixture) async throws -> Void
    ) async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration, body)
        try await upstream.stop()
    }

    private func isReplay(_ answer: String) -> Bool {
        answer.hasPrefix("HTTP/1.1 401 ")
            && answer.contains("error_description=\"\(DPoPRefusal.replayed.description)\"")
    }

    @Test func aProofIsGoodOnce() async throws {
        try await run { fixture in
            let client = try await fixture.client()
            let request = try ProofFixture.request(token: try ProofFixture.token())
            #expect(try await client.answer(to: request).hasPrefix("HTTP/1.1 200 "))
            for _ in 0..<2 { #expect(isReplay(try await client.answer(to: request))) }
            #expect(try await fixture.proxy.sample().spentProofs == 1)
        }
    }

    /// Connections are dealt out to the loops in turns.
    @Test func aProofIsGoodOnceOnAllLoopsTogether() async throws {
        try await run(configuration: .fixture.with(\.loopCount, 2)) { fixture in
            let request = try ProofFixture.request(token: try ProofFixture.token())
            let first = try await fixture.client()
            #expect(try await first.answer(to: request).hasPrefix("HTTP/1.1 200 "))
            for _ in 0..<3 {
                let other = try await fixture.client()
                #expect(isReplay(try await other.answer(to: request)))
            }
        }
    }

    /// The same `jti` under another signature is the same proof.
    @Test func aProofSignedAnewWithTheSameIdentifierIsAReplay() async throws {
        try await run { fixture in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            let first = try ProofFixture.request(token: token) { $0.identifier = "same" }
            #expect(try await client.answer(to: first).hasPrefix("HTTP/1.1 200 "))
            let second = try ProofFixture.request(token: token) {
                $0.identifier = "same"
                $0.age = 7
            }
            #expect(isReplay(try await client.answer(to: second)))
        }
    }

    /// Only a good token and a good proof together take up room.
    @Test func whatIsRefusedIsNotRemembered() async throws {
        try await run { fixture in
            let client = try await fixture.client()
            let expired = try ProxyFixture.token(
                expiresIn: -100,
                confirmation: ["jkt": .string(try ProofFixture.key().keyID)]
            )
            _ = try await client.answer(to: try ProofFixture.request(token: expired))
            _ = try await client.answer(to: try ProofFixture.request(token: try ProofFixture.token()) { $0.age = 99 })
            _ = try await client.answer(to: try ProofFixture.request(token: try ProxyFixture.token()))
            #expect(try await fixture.proxy.sample().spentProofs == 0)
        }
    }

    @Test func withoutRoomNoProofIsGood() async throws {
        try await run(configuration: .fixture.with(\.proofCapacity, 1)) { fixture in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            #expect(try await client.answer(to: try ProofFixture.request(token: token)).hasPrefix("HTTP/1.1 200 "))
            let answer = try await client.answer(to: try ProofFixture.request(token: token))
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(answer.contains("DPoP error=\"invalid_dpop_proof\""))
            let sample = try await fixture.proxy.sample()
            #expect(sample.spentProofs == 1 && sample.unrememberedProofs == 1)
            let key = ProxyTotals.Decision(application: "app", route: "GET /data", reason: .invalidProof)
            #expect(sample.totals.decisions[key] == 1)
        }
    }

    // MARK: Nonces

    private static func nonceKey() throws -> SealingKey {
        try #require(SealingKey(bytes: Array(repeating: 7, count: SealingKey.byteCount)))
    }

    private static func asking() throws -> ProxyConfiguration {
        ProxyConfiguration.fixture.with(\.dpopNonceKey, try nonceKey()).with(\.requiresDPoPNonces, true)
    }

    private func givenNonce(in answer: String) -> String? {
        guard let name = answer.firstRange(of: "\r\nDPoP-Nonce: ") else { return nil }
        return String(answer[name.upperBound...].prefix { $0 != "\r\n" })
    }

    @Test func aProofWithoutANonceIsToldOne() async throws {
        try await run(configuration: try Self.asking()) { fixture in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            let asked = try await client.answer(to: try ProofFixture.request(token: token))
            #expect(asked.hasPrefix("HTTP/1.1 401 "))
            #expect(asked.contains("WWW-Authenticate: DPoP error=\"use_dpop_nonce\""))
            let nonce = try #require(givenNonce(in: asked))
            let again = try await client.answer(to: try ProofFixture.request(token: token) { $0.nonce = nonce })
            #expect(again.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func anOldNonceIsReplaced() async throws {
        try await run(configuration: try Self.asking()) { fixture in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            let source = DPoPNonce(key: try Self.nonceKey())
            let now = LoopState.unixSeconds()
            let previous = source.current(now: now - DPoPNonce.sliceSeconds / 2)
            let old = source.current(now: now - 3 * DPoPNonce.sliceSeconds)
            let good = try await client.answer(to: try ProofFixture.request(token: token) { $0.nonce = previous })
            #expect(good.hasPrefix("HTTP/1.1 200 "))
            let refused = try await client.answer(to: try ProofFixture.request(token: token) { $0.nonce = old })
            #expect(refused.contains("error=\"use_dpop_nonce\"") && givenNonce(in: refused) != old)
        }
    }

    /// Even where none is asked for.
    @Test(arguments: [true, false])
    func aForeignNonceIsRefused(hasKey: Bool) async throws {
        let key = hasKey ? try Self.nonceKey() : nil
        try await run(configuration: .fixture.with(\.dpopNonceKey, key)) { fixture in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            let request = try ProofFixture.request(token: token) { $0.nonce = "foreign" }
            let answer = try await client.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(answer.contains(hasKey ? "error=\"use_dpop_nonce\"" : "error=\"invalid_dpop_proof\""))
            #expect((givenNonce(in: answer) != nil) == hasKey)
            #expect(try await client.answer(to: try ProofFixture.request(token: token)).hasPrefix("HTTP/1.1 200 "))
        }
    }

    /// A gate that asks for what it cannot give lets nobody in.
    @Test func askingForNoncesWithoutAKeyRefusesAll() async throws {
        try await run(configuration: .fixture.with(\.requiresDPoPNonces, true)) { fixture in
            let client = try await fixture.client()
            let answer = try await client.answer(to: try ProofFixture.request(token: try ProofFixture.token()))
            #expect(answer.contains("error=\"invalid_dpop_proof\""))
        }
    }

    @Test func everyRefusalIsWrittenDownInOneWord() async throws {
        var kept: RecordCollector?
        try await run(configuration: try Self.asking()) { fixture in
            kept = fixture.records
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            _ = try await client.answer(to: try ProofFixture.request(token: token))
            _ = try await client.answer(to: try ProofFixture.request(token: token) { $0.method = "PUT" })
        }
        let all = try #require(kept).all
        #expect(all.map(\.reason) == [.useNonce, .invalidProof])
        #expect(all.map(\.detail) == [nil, "wrong_method"])
        #expect(all.map(\.client) == ["reader", "reader"])
    }
}
