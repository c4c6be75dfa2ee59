import GatehouseJOSE
import Testing

@Suite("RFC 9449 §4.2: claims of a proof")
struct DPoPClaimsTests {
    @Test(arguments: ["jti", "htm", "htu", "iat"], [nil, .null, true, [], "", "a b"] as [JSONValue?])
    func refusesAProofWithoutARightClaim(name: String, value: JSONValue?) throws {
        #expect(try TestProofs.refusal(claims: [name: value]) == .badClaim)
    }

    @Test(arguments: [-1, 253_402_300_800] as [JSONValue])
    func refusesAnInstantOutsideTheCalendar(value: JSONValue) throws {
        #expect(try TestProofs.refusal(claims: ["iat": value]) == .badClaim)
    }

    @Test func refusesAnInstantWithAFraction() throws {
        #expect(try TestProofs.refusal(claims: ["iat": .number(1.5)]) == .badClaim)
    }

    @Test(arguments: [1, "", "a\nb", "\u{E9}", .null] as [JSONValue])
    func refusesAWrongNonce(value: JSONValue) throws {
        #expect(try TestProofs.refusal(claims: ["nonce": value]) == .badClaim)
    }

    @Test(arguments: [1, "", "AAAA", .null, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I="] as [JSONValue])
    func refusesAWrongAccessTokenHash(value: JSONValue) throws {
        #expect(try TestProofs.refusal(claims: ["ath": value]) == .badClaim)
    }

    @Test func namesHaveABoundedSize() throws {
        let longest = String(repeating: "j", count: 512)
        #expect(try TestProofs.refusal(claims: ["jti": .string(longest)]) == nil)
        #expect(try TestProofs.refusal(claims: ["jti": .string(longest + "j")]) == .badClaim)
        #expect(try TestProofs.refusal(claims: ["nonce": .string(longest + "j")]) == .badClaim)
    }

    @Test(arguments: [
        "api.example.test/", "/tstapp/data", "ftp://api.example.test/", "https:api.example.test", "https://",
        "https:///tstapp", "https://user@api.example.test/", "https://api.example.test:x/",
        "https://api.example.test:0/", "https://api.example.test:65536/", "https://api.example.test:000443/",
        "https://api.example.test/a b", "https://api.example.test/\u{E9}", "https://api.example.test/%",
        "https://[::1/",
        "https://api.example.test/%4", "https://api.example.test/%GG", "https://api.example.test\\@evil.example.test/",
        "https://[::1]x/", "https://[]/", "https://a:1:2/", "javascript:alert(1)", "https://api.example.test/?\u{7F}",
    ])
    func refusesWhatIsNoURL(url: String) throws {
        #expect(try TestProofs.refusal(claims: ["htu": .string(url)]) == .badClaim)
    }
}
