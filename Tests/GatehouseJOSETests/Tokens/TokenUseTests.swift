import GatehouseJOSE
import Testing

@Suite("What is asked at every use of a token")
struct TokenUseTests {
    private func rejection(
        _ changes: [String: JSONValue?] = [:],
        now: Int64 = TestTokens.issuedAt,
        leeway: Int64 = 60,
        audience: String = TestTokens.audience
    ) throws -> TokenRejection? {
        let token = try TestTokens.verify(TestTokens.sign(TestTokens.claims(changing: changes)))
        do {
            try token.check(now: now, leeway: leeway, audience: audience)
            return nil
        } catch {
            return error
        }
    }

    @Test func aTokenExpiresSixtySecondsAfterItsInstant() throws {
        #expect(try rejection(now: TestTokens.expiresAt) == nil)
        #expect(try rejection(now: TestTokens.expiresAt + 59) == nil)
        #expect(try rejection(now: TestTokens.expiresAt + 60) == .expired)
        #expect(try rejection(now: TestTokens.expiresAt + 61) == .expired)
        #expect(try rejection(now: TestTokens.expiresAt - 1, leeway: 0) == nil)
        #expect(try rejection(now: TestTokens.expiresAt, leeway: 0) == .expired)
    }

    @Test func aTokenIsValidFromSixtySecondsBeforeItsInstants() throws {
        #expect(try rejection(now: TestTokens.issuedAt - 60) == nil)
        #expect(try rejection(now: TestTokens.issuedAt - 61) == .notYetValid)
        let later = TestTokens.issuedAt + 100
        #expect(try rejection(["nbf": .integer(later)], now: later - 60) == nil)
        #expect(try rejection(["nbf": .integer(later)], now: later - 61) == .notYetValid)
        #expect(try rejection(["nbf": 0], now: TestTokens.issuedAt - 61) == .notYetValid)
    }

    @Test(arguments: [Int64.min, -1, 0, .max])
    func noClockMakesItTrap(now: Int64) throws {
        for leeway in [Int64.min, -1, 0, 60, .max] {
            for expiresAt in [0, 253_402_300_799] as [Int64] {
                _ = try rejection(["exp": .integer(expiresAt)], now: now, leeway: leeway)
            }
        }
        #expect(try rejection(now: .max) == .expired)
        #expect(try rejection(now: .min) == .notYetValid)
    }

    @Test(arguments: [
        "", "https://api.example.test", "https://api.example.test/tstapp/", "https://api.example.test/TSTAPP",
        "https://api.example.test/tstapp2",
    ])
    func refusesATokenForAnotherAudience(audience: String) throws {
        #expect(try rejection(audience: audience) == .wrongAudience)
    }

    @Test func oneOfSeveralAudiencesIsEnough() throws {
        let changes: [String: JSONValue?] = ["aud": ["https://a.example.test", .string(TestTokens.audience)]]
        #expect(try rejection(changes) == nil)
        #expect(try rejection(changes, audience: "https://b.example.test") == .wrongAudience)
        #expect(try rejection(["aud": []]) == .wrongAudience)
    }

    @Test func audiencesAreComparedAsBytes() throws {
        #expect(try rejection(["aud": "urn:e\u{301}"], audience: "urn:\u{E9}") == .wrongAudience)
        #expect(try rejection(["aud": "urn:\u{E9}"], audience: "urn:\u{E9}") == nil)
    }

    @Test(arguments: [["jkt": "AAAA"], .object(JSONObject()), .null] as [JSONValue])
    func refusesABoundTokenAsBearer(confirmation: JSONValue) throws {
        #expect(try rejection(["cnf": confirmation]) == .unprovedBinding)
    }
}
