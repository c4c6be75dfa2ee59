import GatehouseJOSE
import Testing

@Suite("RFC 9068 §2.2: the claims of a token")
struct TokenClaimsTests {
    private func token(_ changes: [String: JSONValue?]) throws -> VerifiedToken {
        try TestTokens.verify(TestTokens.sign(TestTokens.claims(changing: changes)))
    }

    private func rejection(_ changes: [String: JSONValue?]) throws -> TokenRejection? {
        do {
            _ = try token(changes)
            return nil
        } catch {
            return error as? TokenRejection
        }
    }

    @Test func saysWhatTheTokenSays() throws {
        let token = try token([
            "nbf": .integer(TestTokens.issuedAt - 5), "auth_time": 1_899_999_000, "acr": "urn:example:gold",
            "department": "finance",
        ])
        #expect(token.issuer == TestTokens.issuer)
        #expect(token.subject == "alice")
        #expect(token.clientID == "reader")
        #expect(token.tokenID == "GRANT.RANDOM")
        #expect(token.grantID == "GRANT")
        #expect(token.audience == [TestTokens.audience])
        #expect(token.scopes == ["tstapp_data.read"])
        #expect(token.expiresAt == TestTokens.expiresAt)
        #expect(token.issuedAt == TestTokens.issuedAt)
        #expect(token.notBefore == TestTokens.issuedAt - 5)
        #expect(token.authenticationTime == 1_899_999_000)
        #expect(token.authenticationContext == "urn:example:gold")
        #expect(!token.isBound)
        #expect(token.claims["department"] == "finance")
        #expect(token.claims["sub"] == "alice")
    }

    @Test func optionalClaimsMayBeMissing() throws {
        let token = try token(["scope": nil])
        #expect(token.notBefore == nil)
        #expect(token.authenticationTime == nil)
        #expect(token.authenticationContext == nil)
        #expect(token.scopes == [])
    }

    @Test(arguments: ["sub", "client_id", "jti", "exp", "iat", "aud"])
    func refusesATokenWithoutARequiredClaim(name: String) throws {
        #expect(try rejection([name: nil]) == .badClaim)
        #expect(try rejection([name: .null]) == .badClaim)
        #expect(try rejection([name: true]) == .badClaim)
        #expect(try rejection([name: ["a": "b"]]) == .badClaim)
    }

    @Test(arguments: ["sub", "client_id", "jti"])
    func refusesNamesThatAreNoText(name: String) throws {
        #expect(try rejection([name: ""]) == .badClaim)
        #expect(try rejection([name: 1]) == .badClaim)
        #expect(try rejection([name: ["alice"]]) == .badClaim)
    }

    @Test(arguments: ["sub", "client_id"])
    func refusesIdentitiesOutsideVisibleASCII(name: String) throws {
        for text in [
            "a b", " a", "a\t", "a\n", "a\r\nX-Header: y", "a\0", "\u{7F}", "\u{E9}", "\u{1F600}", "a\u{A0}",
            "\u{FF21}",
        ] {
            #expect(try rejection([name: .string(text)]) == .badClaim)
        }
        let visible = String(decoding: Array(0x21...0x7E), as: UTF8.self)
        #expect(try rejection([name: .string(visible)]) == nil)
    }

    @Test(arguments: ["exp", "iat", "nbf", "auth_time"])
    func refusesInstantsThatAreNoWholeSeconds(name: String) throws {
        let values: [JSONValue] = [
            "1900000000", -1, .number(1.5), .number(1000), .integer(.max), .integer(.min), 253_402_300_800, true, .null,
            [1],
        ]
        for value in values {
            #expect(try rejection([name: value]) == .badClaim)
        }
        #expect(try rejection([name: 0]) == nil)
        #expect(try rejection([name: 253_402_300_799]) == nil)
    }

    @Test(arguments: ["1e9", "1900000000.0", "1.9E9", "19e8"])
    func refusesInstantsWrittenAsFractionsOrWithExponents(text: String) throws {
        let payload = "\(TestTokens.claims(changing: ["exp": nil]).text.dropLast()),\"exp\":\(text)}"
        #expect(throws: TokenRejection.badClaim) { try TestTokens.verify(TestTokens.sign(payload: payload)) }
    }

    @Test(arguments: ["9223372036854775808", "99999999999999999999999999", "-9223372036854775809"])
    func refusesInstantsThatOverflow(text: String) throws {
        let payload = "\(TestTokens.claims(changing: ["exp": nil]).text.dropLast()),\"exp\":\(text)}"
        #expect(throws: TokenRejection.malformed) { try TestTokens.verify(TestTokens.sign(payload: payload)) }
    }

    @Test(
        arguments: [
            ("https://a.example.test", ["https://a.example.test"]),
            (
                ["https://a.example.test", "https://b.example.test"],
                ["https://a.example.test", "https://b.example.test"]
            ),
            ([], []),
        ] as [(JSONValue, [String])]
    )
    func takesAnAudienceAsTextOrList(value: JSONValue, audience: [String]) throws {
        #expect(try token(["aud": value]).audience == audience)
    }

    @Test(arguments: [1, [1], ["a", 1], ["a", .null], [["a"]]] as [JSONValue])
    func refusesAnyOtherAudience(value: JSONValue) throws {
        #expect(try rejection(["aud": value]) == .badClaim)
    }

    @Test(
        arguments: [
            ("GRANT.RANDOM", "GRANT"), ("a.b", "a"), ("plain", nil), (".b", nil), ("a.", nil), ("a.b.c", nil),
            (".", nil), ("..", nil),
        ] as [(String, String?)]
    )
    func findsTheGrantBeforeTheOnlyPoint(tokenID: String, grantID: String?) throws {
        #expect(try token(["jti": .string(tokenID)]).grantID == grantID)
    }

    @Test(
        arguments: [["jkt": "AAAA"], ["x5t#S256": "AAAA"], .object(JSONObject()), .null, "text", false] as [JSONValue]
    )
    func aTokenWithAnyConfirmationIsBound(value: JSONValue) throws {
        #expect(try token(["cnf": value]).isBound)
    }

    @Test(arguments: [1, .null, ["gold"]] as [JSONValue])
    func refusesAContextThatIsNoText(value: JSONValue) throws {
        #expect(try rejection(["acr": value]) == .badClaim)
    }
}
