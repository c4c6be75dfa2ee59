import GatehouseJOSE
import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("What the record of a request explains")
struct DecisionRecordLiveTests {
    /// The records of these requests.
    private func records(of requests: [String]) async throws -> [AccessRecord] {
        let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        let upstream = try await ScriptedUpstream.start { _, _ in .reply(hello) }
        var collector: RecordCollector?
        try await ProxyFixture.run(upstream: upstream.port) { fixture in
            collector = fixture.records
            for request in requests {
                let client = try await fixture.client()
                _ = try await client.exchange(request, endingWith: ["hello", "}"])
                try await client.close()
            }
        }
        try await upstream.stop()
        return try #require(collector).all
    }

    @Test func aPermittedRequestCarriesItsRouteAndTheFactsOfItsToken() async throws {
        let token = try ProxyFixture.token(scope: "app_read")
        let record = try #require(try await records(of: [ProxyFixture.request("GET /app/data", token: token)]).first)
        #expect(record.reason == .permitted)
        #expect(record.compiledApplication?.key == "app")
        #expect(record.compiledRoute?.label == "GET /data")
        #expect(record.token?.principal.scopes == ["app_read"])
        #expect(record.token?.token.audience == [ProxyFixture.audience])
        #expect(record.presentedToken == nil)
    }

    @Test func aDeniedTokenCarriesItsFactsToo() async throws {
        let token = try ProxyFixture.token(scope: "app_read", client: "writer")
        let record = try #require(try await records(of: [ProxyFixture.request("POST /app/data", token: token)]).first)
        #expect(record.reason == .insufficientScope)
        #expect(record.compiledRoute?.label == "POST /data")
        #expect(record.token?.principal.client == "writer")
        #expect(record.presentedToken == nil)
    }

    @Test func anExpiredTokenIsKnownBecauseItsIssuerVouchedForIt() async throws {
        let token = try ProxyFixture.token(issuedAt: LoopState.unixSeconds() - 9_000)
        let record = try #require(try await records(of: [ProxyFixture.request("GET /app/data", token: token)]).first)
        #expect(record.reason == .invalidToken)
        #expect(record.detail == "expired")
        #expect(record.token?.principal.client == "reader")
    }

    @Test func aTokenThatNobodyVouchesForIsCarriedAsItCame() async throws {
        let forged = String(try ProxyFixture.token().dropLast(8)) + "AAAAAAAA"
        let request = ProxyFixture.request("GET /app/data", token: forged)
        let record = try #require(try await records(of: [request]).first)
        #expect(record.detail == "bad_signature")
        #expect(record.token == nil)
        #expect(!"\(record)".contains(forged))
        #expect(record.presentedToken == PresentedToken(bytes: Array(forged.utf8)))
    }

    @Test func aTokenThatIsTooLongIsNotCarried() async throws {
        let long = String(repeating: "a", count: PresentedToken.maximumBytes + 1)
        let record = try #require(try await records(of: [ProxyFixture.request("GET /app/data", token: long)]).first)
        #expect(record.detail == "too_long")
        #expect(record.presentedToken == nil)
    }

    @Test func aPublicRouteLooksAtNoToken() async throws {
        let record = try #require(
            try await records(of: [ProxyFixture.request("GET /app/open", token: "whatever")]).first
        )
        #expect(record.compiledRoute?.tokenNeed == TokenNeed.none)
        #expect(record.token == nil)
        #expect(record.presentedToken == nil)
    }
}
