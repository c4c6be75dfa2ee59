import Testing

@testable import GatehouseProxy

@Suite("Calls of gRPC", .timeLimit(.minutes(1)))
struct GRPCLiveTests {
    private static let type = ("content-type", "application/grpc")

    private func call(_ client: FrameClient, _ path: String, token: String? = nil) async throws -> UInt32 {
        var fields = [Self.type, ("te", "trailers")]
        if let token { fields.append(("authorization", "Bearer \(token)")) }
        let stream = try await client.begin(FrameClient.request(path, fields, method: "POST"), endsStream: false)
        try await client.sendData("\0\0\0\0\0", on: stream)
        return stream
    }

    @Test func aRefusalIsAStatusWithoutABody() async throws {
        try await HTTP2LiveTests.run(upstream: HTTP2LiveTests.ok()) { fixture, client in
            let response = try await client.response(on: call(client, "/app/data"))
            #expect(response.status == "200" && response.body.isEmpty)
            #expect(response.field("grpc-status") == "16" && response.field("grpc-message") == "missing_token")
            #expect(response.field("www-authenticate")?.hasPrefix("Bearer ") == true)
            let token = try ProxyFixture.token()
            let denied = try await client.response(on: call(client, "/app/data", token: token))
            #expect(denied.field("grpc-status") == "7")
            #expect(try await client.response(on: call(client, "/app/nowhere")).field("grpc-status") == "12")
            while fixture.records.all.count < 3 { await Task.yield() }
            #expect(fixture.records.all.map(\.status) == [200, 200, 200])
            #expect(fixture.records.all[0].reason == .missingToken)
            // Its status of HTTP hides a refusal; what is counted by decision does not.
            let totals = try await fixture.proxy.sample().totals
            #expect(totals.statuses.allSatisfy { $0.key.statusClass == 2 })
            var refusals: [DecisionReason: UInt64] = [:]
            for (key, count) in totals.decisions where !key.reason.isPermit { refusals[key.reason] = count }
            #expect(refusals == [.missingToken: 1, .insufficientScope: 1, .noRoute: 1])
        }
    }

    @Test func aCallThatGrowsTooLargeIsCountedAsAFailure() async throws {
        let upstream = try await ScriptedUpstream.start { _, _ in .wait }
        try await ProxyFixture.run(
            upstream: upstream.port,
            configuration: HTTP2LiveTests.configuration,
            settings: [("size_limits", ProxyFixture.map([("request_bytes", ProxyFixture.scalar("4"))]))]
        ) { fixture in
            let client = try await FrameClient.connect(to: fixture.port)
            let response = try await client.response(on: call(client, "/app/body"))
            #expect(response.status == "200" && response.field("grpc-status") == "8")
            while fixture.records.all.isEmpty { await Task.yield() }
            #expect(fixture.records.all[0].upstreamFailure == "request_too_large")
            #expect(try await fixture.proxy.sample().upstreamFailures == ["request_too_large": 1])
            try? await client.close()
        }
        try await upstream.stop()
    }

    @Test func anAnswerKeepsItsTrailers() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            received.hasSuffix("0\r\n\r\n")
                ? .reply(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\n\0\0\0\0\0\r\n0\r\nGrpc-Status: 0\r\n\r\n"
                ) : .wait
        }
        try await HTTP2LiveTests.run(upstream: upstream) { _, client in
            let response = try await client.response(on: call(client, "/app/body"))
            #expect(response.status == "200" && response.body.count == 5 && response.trailer("grpc-status") == "0")
            #expect(upstream.received[0].contains("TE: trailers\r\n"))
        }
    }

    /// Contract §5: a stream ends with the token that opened it.
    @Test func aStreamOfMessagesEndsWithItsToken() async throws {
        let upstream = try await ScriptedUpstream.start { received, _ in
            guard received.contains("\0\0\0\0\0") else { return .wait }
            return .reply(
                "HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\n\0\0\0\0\0\r\n"
            )
        }
        try await HTTP2LiveTests.run(upstream: upstream) { fixture, client in
            // Expired for all but the leeway of a minute, of which some seconds are left.
            let issued = LoopState.unixSeconds() - 600
            let token = try ProxyFixture.token(scope: "app_write", issuedAt: issued, expiresIn: 600 - 55)
            let response = try await client.response(on: call(client, "/app/data", token: token))
            #expect(response.status == "200" && response.body.count == 5 && response.isWhole)
            #expect(response.trailer("grpc-status") == "16")
            while fixture.records.all.isEmpty { await Task.yield() }
            #expect(fixture.records.all[0].upstreamFailure == "token_ended")
        }
    }
}
