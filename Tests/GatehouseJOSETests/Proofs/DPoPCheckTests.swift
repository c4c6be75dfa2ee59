import GatehouseJOSE
import Testing

@Suite("RFC 9449 §4.3: a proof belongs to one request")
struct DPoPCheckTests {
    private func refusal(
        htu: String = TestProofs.url,
        ath: String? = nil,
        method: String = TestProofs.method,
        url: String = TestProofs.url,
        accessToken: [UInt8]? = nil,
        now: Int64 = TestProofs.now,
        window: Int64 = 60
    ) throws -> DPoPRefusal? {
        let claims: [String: JSONValue?] = ["htu": .string(htu), "ath": ath.map { .string($0) }]
        let proof = try DPoPProof(parsing: TestProofs.proof(claims: claims))
        do {
            try proof.check(method: method, url: url, accessToken: accessToken, now: now, window: window)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["POST", "get", "GE", "GETT", ""])
    func refusesAnotherMethod(method: String) throws {
        #expect(try refusal(method: method) == .wrongMethod)
    }

    // RFC 3986 §6.2.2, §6.2.3.
    @Test(arguments: [
        ("HTTPS://API.Example.TEST/a", "https://api.example.test/a"),
        ("https://api.example.test:443/a", "https://api.example.test/a"),
        ("https://api.example.test:/a", "https://api.example.test/a"),
        ("http://api.example.test:80/a", "http://api.example.test/a"),
        ("https://api.example.test:0443/a", "https://api.example.test/a"),
        ("https://api.example.test", "https://api.example.test/"),
        ("https://api.example.test?a=b", "https://api.example.test/"),
        ("https://api.example.test#a", "https://api.example.test/"),
        ("https://api.example.test/a?b=c#d", "https://api.example.test/a"),
        ("https://api.example.test/a", "https://api.example.test/a?b=/c"),
        ("https://api.example.test/%c3%a9%7e", "https://api.example.test/%C3%A9~"),
        ("https://[2001:DB8::1]:8443/a", "https://[2001:db8::1]:8443/a"),
        ("https://[::1]:443", "https://[::1]/"),
    ])
    func formsOfOneURLAreTheSame(htu: String, url: String) throws {
        #expect(try refusal(htu: htu, url: url) == nil)
        #expect(try refusal(htu: url, url: htu) == nil)
    }

    @Test(arguments: [
        ("http://api.example.test/a", "https://api.example.test/a"),
        ("http://api.example.test:443/a", "https://api.example.test/a"),
        ("https://api.example.test:80/a", "https://api.example.test/a"),
        ("https://api.example.test:8443/a", "https://api.example.test/a"),
        ("https://other.example.test/a", "https://api.example.test/a"),
        ("https://api.example.test./a", "https://api.example.test/a"),
        ("https://api.example.test/A", "https://api.example.test/a"),
        ("https://api.example.test/a/", "https://api.example.test/a"),
        ("https://api.example.test//a", "https://api.example.test/a"),
        ("https://api.example.test/b/../a", "https://api.example.test/a"),
        ("https://api.example.test/b%2Fa", "https://api.example.test/b/a"),
        ("https://api.example.test/a%3Fb", "https://api.example.test/a?b"),
        ("https://api.example.test/", "https://api.example.test/a"),
        ("https://api.example.test/a", "no URL"),
    ])
    func otherURLsAreOthers(htu: String, url: String) throws {
        #expect(try refusal(htu: htu, url: url) == .wrongURL)
    }

    @Test func theProofWasMadeJustNow() throws {
        #expect(try refusal(now: TestProofs.now + 60) == nil)
        #expect(try refusal(now: TestProofs.now + 61) == .outsideWindow)
        #expect(try refusal(now: TestProofs.now - 60) == nil)
        #expect(try refusal(now: TestProofs.now - 61) == .outsideWindow)
        #expect(try refusal(window: 0) == nil)
        #expect(try refusal(window: -1) == .outsideWindow)
    }

    @Test(arguments: [Int64.min, -1, 0, .max], [Int64.min, -1, 0, 60, .max])
    func noClockMakesItTrap(now: Int64, window: Int64) throws {
        let answer = try refusal(now: now, window: window)
        #expect(window == .max || answer == .outsideWindow)
    }

    @Test func theProofNamesTheAccessToken() throws {
        let token = Array("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU".utf8)
        let ath = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
        #expect(try refusal(ath: ath, accessToken: token) == nil)
        #expect(try refusal(ath: ath, accessToken: token + [0]) == .wrongAccessToken)
        #expect(try refusal(ath: ath, accessToken: []) == .wrongAccessToken)
        #expect(try refusal(accessToken: token) == .wrongAccessToken)
        #expect(try refusal(ath: ath) == nil)
        let proof = try DPoPProof(parsing: TestProofs.proof(claims: ["ath": .string(ath)]))
        try proof.check(
            method: TestProofs.method,
            url: TestProofs.url,
            accessToken: token.span,
            now: TestProofs.now,
            window: 0
        )
    }
}
