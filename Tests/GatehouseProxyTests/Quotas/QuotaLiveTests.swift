import GatehousePolicy
import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Quotas at the gate", .timeLimit(.minutes(1)))
struct QuotaLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    private func run(
        _ limits: [(by: String, key: String, value: String)],
        ledger: QuotaLedger?,
        configuration: ProxyConfiguration = .fixture,
        _ body: (ProxyFixture, ScriptedUpstream) async throws -> Void
    ) async throws {
        let items = limits.map { limit in
            ProxyFixture.map([("by", ProxyFixture.scalar(limit.by)), (limit.key, ProxyFixture.scalar(limit.value))])
        }
        let node = ProxyFixture.list(items)
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        let configuration = configuration.with(\.quotas, ledger)
        try await ProxyFixture.run(
            upstream: upstream.port,
            configuration: configuration,
            settings: [("limits", node)]
        ) { try await body($0, upstream) }
        try await upstream.stop()
    }

    /// The next changes, once there are any.
    private func changes(of ledger: QuotaLedger) async -> [QuotaChange] {
        while true {
            let changes = ledger.takeChanges(atMost: 10)
            if !changes.isEmpty { return changes }
            await Task.yield()
        }
    }

    @Test func aRequestGoesOnWhenWhatItUsesIsStored() async throws {
        let ledger = QuotaLedger([], now: LoopState.unixSeconds())
        try await run([("client", "quota", "2/month")], ledger: ledger) { fixture, upstream in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            for used in [1, 2] as [Int64] {
                try await client.send(request)
                let changes = await changes(of: ledger)
                #expect(changes.map(\.record.used) == [used])
                #expect(changes.map(\.record.by) == ["client"] && changes.map(\.record.caller) == ["reader"])
                #expect(upstream.received.count == used - 1)
                ledger.settle(changes, areStored: true)
                let answer = try await client.exchange("", endingWith: "hello")
                #expect(answer.contains("\r\nRateLimit: \"client-month\";r=\(2 - used);t="))
            }
            let before = LoopState.unixSeconds()
            let refused = try await client.exchange(request, endingWith: "}")
            let end = CalendarPeriod(of: .month, at: before).end
            let possible = (end - LoopState.unixSeconds())...(end - before + 1)
            #expect(refused.hasPrefix("HTTP/1.1 429 "))
            #expect(possible.contains { refused.contains("\r\nRetry-After: \($0)\r\n") })
            while fixture.records.all.count < 3 { await Task.yield() }
            #expect(fixture.records.all[2].detail == "client 2/month" && fixture.records.all[2].reason == .rateLimited)
        }
    }

    @Test func whatCannotBeStoredIsRefused() async throws {
        let ledger = QuotaLedger([], now: LoopState.unixSeconds())
        try await run([("client", "quota", "2/day")], ledger: ledger) { fixture, upstream in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            try await client.send(request)
            ledger.settle(await changes(of: ledger), areStored: false)
            let answer = try await client.exchange("", endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("\"error\":\"quota_unavailable\""))
            #expect(upstream.received.isEmpty)
            try await client.send(request)
            ledger.settle(await changes(of: ledger), areStored: true)
            #expect(try await client.exchange("", endingWith: "hello").contains("RateLimit: \"client-day\";r=1;"))
        }
    }

    @Test func aStoreThatDoesNotAnswerIsNotWaitedForLong() async throws {
        let ledger = QuotaLedger([], now: LoopState.unixSeconds())
        let hasty = ProxyConfiguration.fixture.with(\.timeouts.connect, -700)
        try await run([("client", "quota", "9/day")], ledger: ledger, configuration: hasty) { fixture, upstream in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            let answer = try await client.exchange(request, endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("\"error\":\"quota_unavailable\""))
            ledger.settle(ledger.takeChanges(atMost: 10), areStored: true)
            #expect(upstream.received.isEmpty)
        }
    }

    /// A client that goes while its request waits takes nothing down with it.
    @Test func aClientMayGoWhileItsRequestWaits() async throws {
        let ledger = QuotaLedger([], now: LoopState.unixSeconds())
        try await run([("client", "quota", "9/day")], ledger: ledger) { fixture, upstream in
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            let client = try await fixture.client()
            try await client.send(request)
            let first = await changes(of: ledger)
            try await client.close()
            while fixture.records.all.isEmpty { await Task.yield() }
            ledger.settle(first, areStored: true)
            let other = try await fixture.client()
            try await other.send(request)
            ledger.settle(await changes(of: ledger), areStored: true)
            #expect(try await other.exchange("", endingWith: "hello").contains(";r=7;"))
            #expect(upstream.received.count == 1)
        }
    }

    @Test func whatAnotherLimitRefusesIsNotCounted() async throws {
        let limits = [("address", "quota", "9/day"), ("subject", "quota", "9/day"), ("client", "rate", "1/hour")]
        try await run(limits, ledger: nil) { fixture, _ in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            let first = try await client.exchange(request, endingWith: "hello")
            #expect(first.contains("\"address-day\";r=8;") && first.contains("\"subject-day\";r=8;"))
            for _ in 0..<5 { #expect(try await client.exchange(request, endingWith: "}").hasPrefix("HTTP/1.1 429 ")) }
            let other = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token(client: "writer"))
            #expect(try await client.exchange(other, endingWith: "hello").contains("\"address-day\";r=7;"))
        }
    }

    @Test func callersWithoutTokenAreCountedByTheirNetwork() async throws {
        let ledger = QuotaLedger([], now: LoopState.unixSeconds())
        try await run([("subject", "quota", "320/day")], ledger: ledger) { fixture, _ in
            let client = try await fixture.client()
            try await client.send(ProxyFixture.request("GET /app/open"))
            let changes = await changes(of: ledger)
            #expect(changes.map(\.record.by) == ["address"] && changes.map(\.record.caller) == ["127.0.0.1"])
            #expect(changes.map(\.record.used) == [11])
            ledger.settle(changes, areStored: true)
            #expect(try await client.exchange("", endingWith: "hello").hasPrefix("HTTP/1.1 200 "))
            // So much is stored ahead that the next ones need not wait.
            let request = ProxyFixture.request("GET /app/open")
            for _ in 0..<4 {
                #expect(try await client.exchange(request, endingWith: "hello").contains("HTTP/1.1 200 "))
            }
            ledger.settle(ledger.takeChanges(atMost: 10), areStored: true)
        }
    }
}
