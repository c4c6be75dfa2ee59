import GatehouseJOSE
import Testing

@testable import GatehouseProxy

@Suite("A request through the gate", .timeLimit(.minutes(1)))
struct ProxyLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    @Test func aPermittedRequestReachesTheUpstreamWithItsIdentityAndWithoutItsToken() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let token = try ProxyFixture.token()
            let request = ProxyFixture.request(
                "GET /app/data?x=%2F&y",
                token: token,
                fields: ["X-Gatehouse-Subject: root", "x_gatehouse_client: root", "Connection: X-Drop", "X-Drop: 1"]
            )
            let answer = try await client.exchange(request, endingWith: "hello")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            let seen = try #require(upstream.received.first)
            #expect(seen.hasPrefix("GET /app/data?x=%2F&y HTTP/1.1\r\n"))
            #expect(seen.contains("\r\nX-Gatehouse-Subject: reader\r\n"))
            #expect(seen.contains("\r\nX-Gatehouse-Subject-Kind: client\r\n"))
            #expect(seen.contains("\r\nX-Gatehouse-Scope: app_read\r\n"))
            #expect(!seen.contains(token) && !seen.contains("root") && !seen.contains("X-Drop"))
        }
        try await upstream.stop()
    }

    @Test func refusalsNeverReachTheUpstream() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let missing = try await client.exchange(ProxyFixture.request("GET /app/data"), endingWith: "}")
            #expect(missing.hasPrefix("HTTP/1.1 401 "))
            #expect(missing.contains("WWW-Authenticate: Bearer realm=\"app\", scope=\"app_read\", resource_metadata="))
            let write = ProxyFixture.request("POST /app/data", token: try ProxyFixture.token())
            let insufficient = try await client.exchange(write, endingWith: "}")
            #expect(insufficient.hasPrefix("HTTP/1.1 403 "))
            #expect(insufficient.contains("Bearer error=\"insufficient_scope\", scope=\"app_write\""))
            let unknown = try await client.exchange(ProxyFixture.request("GET /app/none"), endingWith: "}")
            #expect(unknown.hasPrefix("HTTP/1.1 404 "))
            #expect(upstream.connectionCount == 0)
        }
        try await upstream.stop()
    }

    @Test func requestsOneAfterTheOtherShareBothConnections() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            for _ in 0..<5 {
                let answer = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
                #expect(answer.hasPrefix("HTTP/1.1 200"))
            }
            #expect(upstream.connectionCount == 1)
        }
        try await upstream.stop()
    }

    @Test func pipelinedRequestsAreAnsweredInTheirOrder() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            let name = received.contains("?first") ? "first" : "second"
            return .reply("HTTP/1.1 200 OK\r\nContent-Length: \(name.utf8.count)\r\n\r\n\(name)")
        }
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let requests = [
                ProxyFixture.request("GET /app/open?first"), ProxyFixture.request("GET /app/data"),
                ProxyFixture.request("GET /app/open?second"),
            ]
            let answers = try await client.exchange(requests.joined(), endingWith: "second")
            let first = try #require(answers.firstRange(of: "first"))
            let refused = try #require(answers.firstRange(of: "401 Unauthorized"))
            let second = try #require(answers.firstRange(of: "second"))
            #expect(first.lowerBound < refused.lowerBound && refused.lowerBound < second.lowerBound)
        }
        try await upstream.stop()
    }

    @Test func headsThatTrickleOnTwoConnectionsDoNotMix() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            let name = received.contains("X-Name: alpha") ? "alpha" : "omega"
            return .reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\(name)")
        }
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let first = try await fixture.client()
            let second = try await fixture.client()
            try await first.send("GET /app/open HTTP/1.1\r\nHost: localhost:8080\r\nX-Na")
            let whole = ProxyFixture.request(
                "GET /app/open",
                fields: ["X-Name: omega", "X-Other: much longer than it"]
            )
            let other = try await second.exchange(whole, endingWith: "omega")
            #expect(other.hasPrefix("HTTP/1.1 200"))
            let answer = try await first.exchange("me: alpha\r\n\r\n", endingWith: "alpha")
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
        try await upstream.stop()
    }

    @Test func bodiesPassInBothFramings() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            guard received.hasSuffix("X-Sum: 9\r\n\r\n") || received.hasSuffix("12345") else { return .wait }
            return .reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
        }
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let sized = ProxyFixture.request("POST /app/body", fields: ["Content-Length: 5"], body: "12345")
            let answer = try await client.exchange(sized, endingWith: "\r\n0\r\n\r\n")
            #expect(answer.contains("\r\nTransfer-Encoding: chunked\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
            let chunked = ProxyFixture.request("PUT /app/body", fields: ["Transfer-Encoding: chunked"])
            let chunks = "4;ext=1\r\nwxyz\r\n0\r\nX-Gatehouse-Client: root\r\nX-Sum: 9\r\n\r\n"
            let second = try await client.exchange(chunked + chunks, endingWith: "\r\n0\r\n\r\n")
            #expect(second.hasPrefix("HTTP/1.1 200"))
            let seen = try #require(upstream.received.first)
            #expect(seen.hasSuffix("\r\n\r\n4\r\nwxyz\r\n0\r\nX-Sum: 9\r\n\r\n"))
        }
        try await upstream.stop()
    }

    /// The trap of pausing an upstream connection and pooling it so: the next request on it would hang.
    @Test func aLargeResponseToASlowReaderLeavesTheConnectionUsable() async throws {
        let size = 24 << 20
        let large =
            "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n" + String(repeating: "x", count: size - 3) + "end"
        let upstream = try await ScriptedUpstream.start { received, _ in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            return .reply(received.contains("?large") ? large : Self.hello)
        }
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let slow = try await fixture.client()
            try await slow.setReading(false)
            try await slow.send(ProxyFixture.request("GET /app/open?large"))
            let other = try await fixture.client()
            _ = try await other.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
            try await slow.setReading(true)
            let text = await slow.text { $0.hasSuffix("xend") }
            #expect(text.utf8.count > size)
            for _ in 0..<3 {
                let answer = try await other.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
                #expect(answer.hasPrefix("HTTP/1.1 200"))
            }
        }
        try await upstream.stop()
    }

    @Test func aLargeRequestToASlowUpstreamArrivesWhole() async throws {
        let size = 16 << 20
        let upstream = try await ScriptedUpstream.start { received, _ in
            received.utf8.count > size ? .reply(Self.hello) : .wait
        }
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let body = String(repeating: "y", count: size)
            let request = ProxyFixture.request("POST /app/body", fields: ["Content-Length: \(size)"], body: body)
            let answer = try await client.exchange(request, endingWith: "hello")
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
        try await upstream.stop()
    }

    @Test func aPooledConnectionThatDiedIsReplacedUnseen() async throws {
        let upstream = try await ScriptedUpstream.start { received, connection in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            return connection == 0 && received.contains("?again") ? .close : .reply(Self.hello)
        }
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            _ = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
            let answer = try await client.exchange(ProxyFixture.request("GET /app/open?again"), endingWith: "hello")
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(upstream.connectionCount == 2)
        }
        try await upstream.stop()
    }

    @Test(arguments: [
        ("nonsense\r\n\r\n", "HTTP/1.1 502 "),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 502 "),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 502 "),
    ])
    func aBrokenAnswerIs502(response: String, expected: String) async throws {
        let upstream = try await ScriptedUpstream.start(always: response)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let answer = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "}")
            #expect(answer.hasPrefix(expected))
        }
        try await upstream.stop()
    }

    @Test func aTruncatedResponseCutsTheClient() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            received.hasSuffix("\r\n\r\n") ? .replyAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") : .wait
        }
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            try await client.send(ProxyFixture.request("GET /app/open"))
            let text = await client.textToEnd()
            #expect(text.hasSuffix("\r\n\r\nhalf"))
        }
        try await upstream.stop()
    }

    @Test func aSecondUnaskedResponseIsNeverDelivered() async throws {
        let upstream = try await ScriptedUpstream.start { received, connection in
            guard received.hasSuffix("\r\n\r\n") else { return .wait }
            let evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
            return .reply(connection == 0 ? Self.hello + evil : Self.hello)
        }
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            for _ in 0..<3 {
                let answer = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
                #expect(!answer.contains("evil"))
            }
            #expect(upstream.connectionCount == 2)
        }
        try await upstream.stop()
    }

    @Test func ambiguousFramingIs400AndCloses() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let fields = ["Content-Length: 4", "Transfer-Encoding: chunked"]
            let smuggled = ProxyFixture.request("POST /app/body", fields: fields, body: "0\r\n\r\n")
            try await client.send(smuggled + ProxyFixture.request("GET /app/open"))
            let text = await client.textToEnd()
            #expect(text.hasPrefix("HTTP/1.1 400 "))
            #expect(text.contains("\r\nConnection: close\r\n"))
            #expect(!text.contains("hello"))
            #expect(upstream.connectionCount == 0)
        }
        try await upstream.stop()
    }

    @Test func anUpstreamThatLeadsBackToThisServerIsAskedNothing() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        let own = OwnListeners([ListenAddress(host: "127.0.0.1", port: upstream.port)])
        try await ProxyFixture.run(upstream: upstream.port, configuration: .fixture.with(\.ownListeners, own)) {
            fixture in
            let client = try await fixture.client()
            let answer = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
        }
        try await upstream.stop()
    }

    @Test func anUpstreamThatIsDownIs503AndOneThatHangsIs504() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await ProxyFixture.run(upstream: upstream.port, configuration: .fixture.with(\.timeouts.responseHead, 50)) {
            fixture in
            let client = try await fixture.client()
            let slow = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "}")
            #expect(slow.hasPrefix("HTTP/1.1 504 "))
            try await upstream.stop()
            let down = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "}")
            #expect(down.hasPrefix("HTTP/1.1 503 "))
        }
    }

    @Test func aHeadThatNeverEndsIs408() async throws {
        try await ProxyFixture.run(upstream: 1, configuration: .fixture.with(\.timeouts.head, 50)) { fixture in
            let client = try await fixture.client()
            try await client.send("GET /app/open HTTP/1.1\r\nHost: loc")
            let text = await client.textToEnd()
            #expect(text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func aFormForTheIssuerThatNeverEndsIs408() async throws {
        try await ProxyFixture.run(upstream: 1, configuration: .fixture.with(\.timeouts.issuerBody, 50)) { fixture in
            let client = try await fixture.client()
            try await client.send(
                ProxyFixture.request("POST /oauth2/token", fields: ["Content-Length: 9"], body: "gran")
            )
            let text = await client.textToEnd()
            #expect(text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func aBodyOverTheLimitIs413() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await ProxyFixture.run(upstream: upstream.port, configuration: .fixture.with(\.limits.bodyBytes, 8)) {
            fixture in
            let sized = try await fixture.client()
            try await sized.send(ProxyFixture.request("POST /app/body", fields: ["Content-Length: 9"]))
            #expect(await sized.textToEnd().hasPrefix("HTTP/1.1 413 "))
            let chunked = try await fixture.client()
            let fields = ["Transfer-Encoding: chunked"]
            try await chunked.send(ProxyFixture.request("POST /app/body", fields: fields, body: "9\r\n123456789\r\n"))
            #expect(await chunked.textToEnd().hasPrefix("HTTP/1.1 413 "))
        }
        try await upstream.stop()
    }

    @Test func aRevokedTokenIsRefusedEvenWhenItWasRemembered() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            let request = ProxyFixture.request("GET /app/data", token: try ProxyFixture.token())
            let before = try await client.exchange(request, endingWith: "hello")
            #expect(before.hasPrefix("HTTP/1.1 200"))
            let now = LoopState.unixSeconds()
            let entry = RevocationEntry(
                key: .client("reader"),
                revokedBefore: now,
                recordedAt: now,
                expiresAt: now + 3_660
            )
            fixture.proxy.apply([.revoke(entry)])
            // A loop runs its tasks in their order: once this one has run, the revocation is known.
            _ = try await fixture.proxy.sample()
            let after = try await client.exchange(request, endingWith: "}")
            #expect(after.hasPrefix("HTTP/1.1 401"))
            #expect(after.contains("error=\"invalid_token\""))
        }
        try await upstream.stop()
    }

    @Test func anEventStreamEndsWithItsToken() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"
        let upstream = try await ScriptedUpstream.start(always: head)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            try await client.send(ProxyFixture.request("GET /app/data", token: try ProxyFixture.token()))
            _ = await client.text { $0.contains("data: 1\n\n") }
            let now = LoopState.unixSeconds()
            let entry = RevocationEntry(
                key: .client("reader"),
                revokedBefore: now,
                recordedAt: now,
                expiresAt: now + 3_660
            )
            fixture.proxy.apply([.revoke(entry)])
            // Cut, not ended: the last chunk is missing.
            #expect(await !client.textToEnd().hasSuffix("0\r\n\r\n"))
            let sample = try await fixture.proxy.sample()
            #expect(sample.totals.decisions.count == 1)
            #expect(sample.upstreamFailures == ["token_ended": 1])
        }
        try await upstream.stop()
    }

    @Test func aNewSnapshotDecidesTheNextRequest() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            let client = try await fixture.client()
            _ = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "hello")
            let routes = [("GET /open", "app_read")]
            let next = try ProxyFixture.snapshot(upstream: upstream.port, generation: 2, routes: routes)
            try await fixture.proxy.publishAndWait(next)
            let answer = try await client.exchange(ProxyFixture.request("GET /app/open"), endingWith: "}")
            #expect(answer.hasPrefix("HTTP/1.1 401"))
            let sample = try await fixture.proxy.sample()
            let key = ProxyTotals.Decision(application: "app", route: "GET /open", reason: .permitted)
            #expect(sample.totals.decisions[key] == 1)
            #expect(sample.generation == 2)
        }
        try await upstream.stop()
    }

    @Test func everyRequestLeavesOneRecordWithoutItsToken() async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        var records: RecordCollector?
        let token = try ProxyFixture.token()
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            records = fixture.records
            let client = try await fixture.client()
            let permitted = ProxyFixture.request("GET /app/data?secret=1", token: token)
            _ = try await client.exchange(permitted, endingWith: "hello")
            _ = try await client.exchange(ProxyFixture.request("GET /app/data"), endingWith: "}")
            try await client.send("broken\r\n\r\n")
            _ = await client.textToEnd()
        }
        let all = try #require(records).all
        #expect(all.map(\.reason) == [.permitted, .missingToken, .malformed])
        #expect(all.map(\.status) == [200, 401, 400])
        #expect(all[0].client == "reader" && all[0].route == "GET /data" && all[0].path == "/app/data")
        #expect(all[0].responseBytes == 5)
        #expect(!"\(all)".contains(token) && !"\(all)".contains("secret"))
        try await upstream.stop()
    }
}
