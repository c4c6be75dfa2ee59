import GatehouseJOSE
import GatehousePolicy
import GatehouseStorage
import Testing

@testable import Gatehouse
@testable import GatehouseProxy

@Suite("The recorder of decisions", .timeLimit(.minutes(1)))
struct DecisionRecorderTests {
    private let requests: RecordFixture

    init() throws {
        requests = try RecordFixture()
    }

    @Test func aDeniedRequestIsKeptWithItsExplanation() async throws {
        let fixture = try RecorderFixture()
        let token = try requests.token(scope: "tstapp_data.read")
        fixture.recorder.record([
            try requests.record(.insufficientScope, route: "DELETE /data/{id}", token: token)
        ])
        await fixture.recorder.flush()
        let id = "00000000000000010000000000000002"
        let decision = try #require(try await fixture.recorder.decision(requestID: id))
        #expect(decision.client == "reader")
        #expect(decision.token?.isVerified == true)
        #expect(decision.token?.scopes == ["tstapp_data.read"])
        let explanation = try #require(decision.explanation)
        #expect(explanation.place.hasSuffix("tstapp.yaml:10"))
        #expect(explanation.conditions.map(\.isMet) == [true, false, false])
        #expect(explanation.sufficientScopes == ["tstapp_data.write"])
        #expect(DecisionWords(decision).title == "Refused: the token does not carry tstapp_data.write")
        await fixture.recorder.close()
    }

    @Test func everyRequestIsCountedWhateverIsKept() async throws {
        let sampling = DecisionSampling(permitsPerSecond: 1, refusalsPerSecond: 2, anonymousPerSecond: 4)
        let fixture = try RecorderFixture(sampling: sampling)
        let token = try requests.token()
        let permits = try (0..<100).map { try requests.record(token: token, id: $0) }
        let refusals = try (100..<150).map { try requests.record(.missingToken, id: $0) }
        fixture.recorder.record(permits)
        fixture.recorder.record(refusals)
        await fixture.recorder.flush()
        let overview = try await fixture.recorder.overview(.hour, now: RecordFixture.start)
        #expect(overview.total == TrafficCount(permitted: 100, refused: 50))
        #expect(overview.refusals == [NamedCount(name: "missing_token", count: 50)])
        // Ten permits with a token and twenty refusals without one.
        #expect(overview.sampledOut == 120)
        #expect(fixture.recorder.sampledOutCount == 120)
        let kept = try await fixture.recorder.decisions(DecisionFilter(), before: nil, limit: 100)
        #expect(kept.filter(\.isPermit).count == 10)
        #expect(kept.count == 30)
        let use = try await fixture.recorder.uses(by: "reader")
        #expect(use.map(\.total) == [TrafficCount(permitted: 100)])
        #expect(use.first?.lastAt == RecordFixture.start)
        #expect(try await fixture.recorder.scopes(usedBy: "reader").map(\.scope) == ["tstapp_data.read"])
        await fixture.recorder.close()
    }

    @Test func theIssuersOwnPathsAreNoDecisions() async throws {
        let fixture = try RecorderFixture()
        var record = try requests.record(route: nil)
        record.reason = .issuer
        fixture.recorder.record([record])
        await fixture.recorder.flush()
        #expect(try await fixture.recorder.decisions(DecisionFilter(), before: nil, limit: 9).isEmpty)
        #expect(try await fixture.recorder.overview(.hour, now: RecordFixture.start).total.total == 0)
        await fixture.recorder.close()
    }

    @Test func aForgedTokenIsNobodysAndItsClaimsAreMarkedSo() async throws {
        let fixture = try RecorderFixture()
        let forged = try RecordFixture.text(client: "victim").dropLast(4) + "AAAA"
        fixture.recorder.record([
            try requests.record(.invalidToken, detail: "bad_signature", presented: String(forged))
        ])
        await fixture.recorder.flush()
        let decisions = try await fixture.recorder.decisions(DecisionFilter(), before: nil, limit: 9)
        let decision = try #require(decisions.first)
        #expect(decision.client == nil && decision.subject == nil)
        #expect(decision.token?.isVerified == false)
        #expect(decision.token?.client == "victim")
        #expect(decision.explanation?.conditions.first?.actual == "refused: bad_signature")
        #expect(decision.explanation?.areScopesEnough == false)
        #expect(try await fixture.recorder.uses(by: "victim").isEmpty)
        let overview = try await fixture.recorder.overview(.hour, now: RecordFixture.start)
        #expect(overview.refusals.map(\.name) == ["invalid_token, bad_signature"])
        await fixture.recorder.close()
        // No part of the token reaches the disk.
        #expect(try !fixture.folder.read("decisions.sqlite").contains(String(forged.suffix(60))))
    }

    @Test func aFloodWithoutATokenDisplacesNoDecisionAboutAVerifiedOne() async throws {
        let sampling = DecisionSampling(permitsPerSecond: 1, refusalsPerSecond: 1, anonymousPerSecond: 1)
        let fixture = try RecorderFixture(sampling: sampling)
        let flood = try (0..<200).map { try requests.record(.missingToken, id: $0) }
        let token = try requests.token()
        let verified = try (200..<205)
            .flatMap {
                [
                    try requests.record(token: token, id: $0),
                    try requests.record(.insufficientScope, token: token, id: $0),
                ]
            }
        fixture.recorder.record(flood + verified)
        await fixture.recorder.flush()
        let kept = try await fixture.recorder.decisions(DecisionFilter(), before: nil, limit: 100)
        #expect(kept.count { $0.client == nil } == 5)
        #expect(kept.count { $0.client == "reader" } == 10)
        await fixture.recorder.close()
    }

    @Test func whileTheDiskFailsThoseWithoutATokenAreGivenUpFirst() async throws {
        let fixture = try RecorderFixture(file: "missing/decisions.sqlite", capacity: 10_000)
        let token = try requests.token()
        let verified = try (0..<300).map { try requests.record(token: token, id: $0) }
        let flood = try (300..<2_300).map { try requests.record(.missingToken, id: $0) }
        fixture.recorder.record(verified)
        for second in 0..<4 {
            fixture.recorder.record(Array(flood[second * 500..<(second + 1) * 500]))
            await fixture.recorder.flush()
            fixture.clock.advance(by: 5_000)
        }
        try DataDirectory(fixture.folder.file("missing")).prepare()
        fixture.clock.advance(by: 60_000)
        await fixture.recorder.flush()
        let kept = try await fixture.recorder.decisions(DecisionFilter(client: "reader"), before: nil, limit: 1_000)
        #expect(kept.count == 300)
        #expect(fixture.recorder.droppedCount == 1_300)
        await fixture.recorder.close()
    }

    @Test func whatNobodyVouchesForIsKeptShort() async throws {
        let long = String(repeating: "a", count: 5_000)
        let many = JSONValue.array((0..<100).map { .string("\($0)" + long) })
        let claims: [String: JSONValue] = ["aud": many, "scope": many, "sub": .string(long), "jti": .string(long)]
        let forged = try RecordFixture.text(client: "victim", claims: claims).dropLast(4) + "AAAA"
        let record = try requests.record(.invalidToken, detail: "bad_signature", presented: String(forged))
        let token = try #require(RecordedDecision(record).token)
        #expect(!token.isVerified)
        #expect(token.audience.count == 8 && token.scopes.count <= 8)
        #expect((token.audience + token.scopes).allSatisfy { $0.utf8.count <= 64 })
        #expect(token.subject?.utf8.count == 128)
        let texts = [token.issuer, token.subject, token.client, token.keyID, token.algorithm, token.tokenID]
            .compactMap(\.self)
        #expect((texts + token.audience + token.scopes).reduce(0) { $0 + $1.utf8.count } <= 1_024)
    }

    @Test func whatFindsNoRoomIsDroppedAndCounted() async throws {
        let fixture = try RecorderFixture(capacity: 0)
        fixture.recorder.record([try requests.record(), try requests.record()])
        await fixture.recorder.flush()
        #expect(fixture.recorder.droppedCount == 2)
        await fixture.recorder.close()
    }

    @Test func aDiskThatFailsIsLoggedOnceAndWhatWasCountedIsWrittenLater() async throws {
        let fixture = try RecorderFixture(file: "missing/decisions.sqlite")
        fixture.recorder.record([try requests.record()])
        await fixture.recorder.flush()
        await fixture.recorder.flush()
        #expect(fixture.log.lines.filter { $0.hasPrefix("decisions cannot be written") }.count == 1)
        try DataDirectory(fixture.folder.file("missing")).prepare()
        fixture.clock.advance(by: 60_000)
        fixture.recorder.record([try requests.record(.noRoute, route: nil, id: 9)])
        await fixture.recorder.flush()
        #expect(fixture.log.lines.last == "decisions are written again")
        #expect(try await fixture.recorder.decisions(DecisionFilter(), before: nil, limit: 9).count == 2)
        let overview = try await fixture.recorder.overview(.hour, now: RecordFixture.start)
        #expect(overview.total == TrafficCount(permitted: 1, refused: 1))
        #expect(fixture.recorder.droppedCount == 0)
        await fixture.recorder.close()
    }

    @Test func whoWatchesSeesDecisionsWithTheirPlaceInTheList() async throws {
        let fixture = try RecorderFixture()
        var watch = fixture.recorder.live().makeAsyncIterator()
        fixture.recorder.record([try requests.record(id: 7)])
        await fixture.recorder.flush()
        let seen = await watch.next()
        #expect(seen?.sequence == 1)
        #expect(seen?.requestID == "00000000000000010000000000000007")
        await fixture.recorder.close()
        #expect(await watch.next() == nil)
        var late = fixture.recorder.live().makeAsyncIterator()
        #expect(await late.next() == nil)
    }

    @Test func whatWaitsIsWrittenAtTheEnd() async throws {
        let fixture = try RecorderFixture()
        fixture.recorder.record([try requests.record(id: 7)])
        await fixture.recorder.close()
        let found = try DecisionSearch.find(
            "00000000000000010000000000000007",
            path: fixture.folder.file("decisions.sqlite")
        )
        #expect(found != .nothing)
    }

    @Test func keepingNoneStillCounts() async throws {
        var configuration = DecisionConfiguration()
        configuration.rows = 0
        let fixture = try RecorderFixture(configuration)
        var watch = fixture.recorder.live().makeAsyncIterator()
        fixture.recorder.record([try requests.record()])
        await fixture.recorder.flush()
        #expect(await watch.next() != nil)
        #expect(try await fixture.recorder.decisions(DecisionFilter(), before: nil, limit: 9).isEmpty)
        let overview = try await fixture.recorder.overview(.hour, now: RecordFixture.start)
        #expect(overview.total.permitted == 1 && overview.sampledOut == 0)
        await fixture.recorder.close()
    }

    @Test func whatCallersSendIsCutToSaneLengths() async throws {
        let fixture = try RecorderFixture()
        var record = try requests.record()
        record.path = "/" + String(repeating: "é", count: 5_000)
        record.foreignRequestID = String(repeating: "x", count: 9_000)
        fixture.recorder.record([record])
        await fixture.recorder.flush()
        let decisions = try await fixture.recorder.decisions(DecisionFilter(), before: nil, limit: 9)
        let decision = try #require(decisions.first)
        #expect(decision.path.utf8.count <= 2_048 && decision.path.hasSuffix("é…"))
        #expect(decision.requestID.utf8.count == 256)
        await fixture.recorder.close()
    }

    @Test func upstreamsAreBlamedForTheirOwnFailuresAlone() async throws {
        let fixture = try RecorderFixture()
        var timeout = try requests.record()
        timeout.upstreamFailure = "upstream_timeout"
        var gone = try requests.record(at: 1)
        gone.upstreamFailure = "client_closed"
        fixture.recorder.record([timeout, gone, try requests.record(at: 2)])
        await fixture.recorder.flush()
        let overview = try await fixture.recorder.overview(.hour, now: RecordFixture.start)
        let upstream = try #require(overview.upstreams.first)
        #expect(upstream.application == "tstapp" && upstream.requests == 3 && upstream.failures == 1)
        #expect(upstream.lastFailure == "upstream_timeout" && upstream.lastFailureAt == RecordFixture.start)
        #expect(upstream.lastSuccessAt == RecordFixture.start + 2)
        await fixture.recorder.close()
    }

    @Test func aPreflightIsNoRequestToTheUpstreamAndExplainsNoCondition() async throws {
        let fixture = try RecorderFixture()
        let granted = try requests.record(.preflight, detail: "GET https://app.example.com")
        let refused = try requests.record(.preflightRefused, id: 3, detail: "origin_not_allowed https://evil.example")
        fixture.recorder.record([granted, refused])
        await fixture.recorder.flush()
        let overview = try await fixture.recorder.overview(.hour, now: RecordFixture.start)
        #expect(overview.total == TrafficCount(permitted: 1, refused: 1))
        #expect(overview.upstreams.allSatisfy { $0.requests == 0 } && overview.latency.p50 == nil)
        let decisions = try await fixture.recorder.decisions(DecisionFilter(), before: nil, limit: 9)
        #expect(decisions.count == 2 && decisions.allSatisfy { $0.explanation == nil && $0.route == "GET /data/**" })
        #expect(
            DecisionWords(try #require(decisions.first { !$0.isPermit })).title
                .contains("pages of https://evil.example")
        )
        await fixture.recorder.close()
    }

    @Test(arguments: DecisionReason.allCases)
    func everyReasonOfTheGateHasWords(_ reason: DecisionReason) throws {
        let words = DecisionWords(RecordedDecision(try requests.record(reason)))
        #expect(!words.reasonSentence.hasPrefix("The gate says"))
    }

    @Test func tokensAreCountedOnceBySample() {
        let registry = PrometheusRegistry()
        var sampler = IssuanceSampler(registry)
        #expect(sampler.sample().isEmpty)
        let counter = registry.counter("oauth.token.issued", [("grant", "client_credentials")])
        counter.increment(by: Int64(3))
        #expect(sampler.sample() == ["client_credentials": 3])
        #expect(sampler.sample().isEmpty)
        counter.increment(by: Int64(1))
        #expect(sampler.sample() == ["client_credentials": 1])
    }

    @Test func issuedTokensComeIntoTheOverview() async throws {
        let fixture = try RecorderFixture()
        await fixture.recorder.flush(issued: ["client_credentials": 4])
        let overview = try await fixture.recorder.overview(.hour, now: RecordFixture.start)
        #expect(overview.issued == [NamedCount(name: "client_credentials", count: 4)])
        await fixture.recorder.close()
    }
}
