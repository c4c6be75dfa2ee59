import GatehouseJOSE
import Testing

@testable import GatehouseProxy

/// A request whose proof is wrong, and what the gate says about it.
struct WrongProof: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let reason: DPoPRefusal
    let change: @Sendable (inout ProofFixture) -> Void

    init(_ name: String, _ reason: DPoPRefusal, _ change: @escaping @Sendable (inout ProofFixture) -> Void) {
        self.testDescription = name
        self.reason = reason
        self.change = change
    }
}

@Suite("RFC 9449 §7: tokens with a proof at the gate", .timeLimit(.minutes(1)))
struct DPoPLiveTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let algorithms = ", algs=\"ES256 EdDSA PS256 RS256\"\r\n"

    private func run(
        configuration: ProxyConfiguration = .fixture,
        _ body: (ProxyFixture, ScriptedUpstream) async throws -> Void
    ) async throws {
        let upstream = try await ScriptedUpstream.start(always: Self.hello)
        try await ProxyFixture.run(upstream: upstream.port, configuration: configuration) { fixture in
            try await body(fixture, upstream)
        }
        try await upstream.stop()
    }

    /// Also when the gate has remembered the token.
    @Test func everyRequestPassesWithAProofOfItsOwn() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            for _ in 0..<4 {
                let answer = try await client.answer(to: try ProofFixture.request(token: token))
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
            }
            let seen = try #require(upstream.received.first)
            #expect(seen.contains("\r\nX-Gatehouse-Client: reader\r\n"))
            #expect(!seen.contains(token) && !seen.contains("DPoP") && !seen.contains("dpop"))
        }
    }

    @Test(arguments: [
        WrongProof("another method", .wrongMethod) { $0.method = "POST" },
        WrongProof("a method in lowercase", .wrongMethod) { $0.method = "get" },
        WrongProof("another path", .wrongURL) { $0.url = "http://localhost:8080/app/dat" },
        WrongProof("a path below", .wrongURL) { $0.url += "/" },
        WrongProof("another host", .wrongURL) { $0.url = "http://other.test:8080/app/data" },
        WrongProof("another port", .wrongURL) { $0.url = "http://localhost/app/data" },
        WrongProof("another scheme", .wrongURL) { $0.url = "https://localhost:8080/app/data" },
        WrongProof("no host", .badClaim) { $0.url = "/app/data" },
        WrongProof("too old", .outsideWindow) { $0.age = 90 },
        WrongProof("from the future", .outsideWindow) { $0.age = -90 },
        WrongProof("without the token's hash", .wrongAccessToken) { $0.accessToken = nil },
        WrongProof("for another token", .wrongAccessToken) { $0.accessToken = "other" },
        WrongProof("another type", .wrongType) { $0.type = "at+jwt" },
    ])
    func aWrongProofIsRefused(_ wrong: WrongProof) async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            let answer = try await client.answer(to: try ProofFixture.request(token: token, wrong.change))
            let description = "error_description=\"\(wrong.reason.description)\""
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(
                answer.contains(
                    "WWW-Authenticate: DPoP error=\"invalid_dpop_proof\", \(description)" + Self.algorithms
                )
            )
            #expect(upstream.connectionCount == 0)
        }
    }

    @Test(arguments: [
        "http://LOCALHOST:8080/app/data", "HTTP://localhost:8080/app/%64ata", "http://localhost:8080/app/data?x=1#y",
    ])
    func otherSpellingsOfTheURLAreTheSame(url: String) async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            let request = try ProofFixture.request("GET /app/data?q", token: try ProofFixture.token()) { $0.url = url }
            #expect(try await client.answer(to: request).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test(arguments: [Int64(50), -50])
    func aProofMayBeAMinuteOff(age: Int64) async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            let request = try ProofFixture.request(token: try ProofFixture.token()) { $0.age = age }
            #expect(try await client.answer(to: request).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func noProofAndTwoProofsAndNonsenseAreRefused() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            let bare = ProxyFixture.request("GET /app/data", fields: ["Authorization: DPoP \(token)"])
            let missing = try await client.answer(to: bare)
            #expect(
                missing.contains("error=\"invalid_dpop_proof\", error_description=\"The request has no DPoP proof\"")
            )
            let second = "dpop: \(try ProofFixture(accessToken: token).text())"
            let two = try await client.answer(to: try ProofFixture.request(token: token, fields: [second]))
            #expect(two.contains("error_description=\"\(DPoPRefusal.several.description)\""))
            for nonsense in ["", "x", "a.b.c", "\(token)", "\u{E9}"] {
                let fields = ["Authorization: DPoP \(token)", "DPoP: \(nonsense)"]
                let answer = try await client.answer(to: ProxyFixture.request("GET /app/data", fields: fields))
                #expect(answer.contains("DPoP error=\"invalid_dpop_proof\""), "\(nonsense)")
            }
            #expect(upstream.connectionCount == 0)
        }
    }

    @Test func aProofWithAnotherKeyDoesNotFitTheToken() async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            let request = try ProofFixture.request(token: try ProofFixture.token()) { $0.isOfOtherKey = true }
            let answer = try await client.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(answer.contains("WWW-Authenticate: DPoP error=\"invalid_token\""))
            #expect(answer.contains(Self.algorithms))
        }
    }

    /// Contract §5.5: also when the facts of the token are remembered.
    @Test func aBoundTokenIsNoBearerToken() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let token = try ProofFixture.token()
            let proof = "DPoP: \(try ProofFixture(accessToken: token).text())"
            for fields in [[], [proof]] {
                let answer = try await client.answer(
                    to: ProxyFixture.request("GET /app/data", token: token, fields: fields)
                )
                #expect(answer.contains("WWW-Authenticate: Bearer error=\"invalid_token\""))
            }
            for _ in 0..<3 { _ = try await client.answer(to: try ProofFixture.request(token: token)) }
            #expect(upstream.connectionCount == 1)
            let later = try await client.answer(to: ProxyFixture.request("GET /app/data", token: token))
            #expect(later.contains("WWW-Authenticate: Bearer error=\"invalid_token\""))
        }
    }

    @Test func aBearerTokenIsNoBoundToken() async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            let token = try ProxyFixture.token()
            let answer = try await client.answer(to: try ProofFixture.request(token: token))
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(answer.contains("WWW-Authenticate: DPoP error=\"invalid_token\""))
            // RFC 9449 §7.1: only the scheme makes a proof count.
            let bearer = ProxyFixture.request("GET /app/data", token: token, fields: ["DPoP: nonsense", "DPoP: x"])
            #expect(try await client.answer(to: bearer).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func whatElseIsRefusedIsAnsweredInTheSameScheme() async throws {
        try await run { fixture, _ in
            let client = try await fixture.client()
            let token = try ProofFixture.token(scope: "app_write")
            let answer = try await client.answer(to: try ProofFixture.request(token: token))
            #expect(answer.hasPrefix("HTTP/1.1 403 "))
            let challenge = "WWW-Authenticate: DPoP error=\"insufficient_scope\", scope=\"app_read\""
            #expect(answer.contains(challenge + Self.algorithms))
        }
    }

    @Test func aPublicRouteLooksAtNoProof() async throws {
        try await run { fixture, upstream in
            let client = try await fixture.client()
            let fields = ["Authorization: DPoP x", "DPoP: nonsense"]
            let answer = try await client.answer(to: ProxyFixture.request("GET /app/open", fields: fields))
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(upstream.received.first?.contains("nonsense") == false)
        }
    }

    /// The proxy in front says what the client addressed; nobody else may.
    @Test(arguments: [true, false])
    func aTrustedProxySaysWhatWasAddressed(isTrusted: Bool) async throws {
        let trusted = isTrusted ? [try #require(AddressRange("127.0.0.0/8"))] : []
        try await run(configuration: .fixture.with(\.trustedProxies, trusted)) { fixture, _ in
            let client = try await fixture.client()
            let fields = ["X-Forwarded-Proto: https", "X-Forwarded-Host: api.test:443"]
            let request = try ProofFixture.request(token: try ProofFixture.token(), fields: fields) {
                $0.url = "https://api.test/app/data"
            }
            let answer = try await client.answer(to: request)
            #expect(answer.hasPrefix(isTrusted ? "HTTP/1.1 200 " : "HTTP/1.1 401 "))
        }
    }
}
