import GatehouseJOSE
import Testing

struct SignedClaimsTests {
    private func signed(_ value: JSONValue?) throws -> SignedClaims {
        var claims = JSONObject()
        claims["name"] = value
        let key = try TestTokens.key()
        let token = try key.signToken(payload: claims, type: "JWT")
        return try JSONWebTokenVerifier(keys: VerificationKeySet([key.verificationKey])).verify(token)
    }

    @Test func anAbsentClaimIsNoWrongClaim() throws {
        let signed = try signed(nil)
        #expect(try signed.text("name") == nil)
        #expect(try signed.texts("name") == nil)
        #expect(try signed.instant("name") == nil)
    }

    @Test(arguments: [.null, true, .object(JSONObject()), ["a", 1], .number(1.5)] as [JSONValue])
    func aClaimOfAnotherTypeIsRefused(value: JSONValue) throws {
        let signed = try signed(value)
        #expect(throws: JSONWebTokenRefusal.badClaim) { try signed.text("name") }
        #expect(throws: JSONWebTokenRefusal.badClaim) { try signed.texts("name") }
        #expect(throws: JSONWebTokenRefusal.badClaim) { try signed.instant("name") }
    }

    @Test func readsClaimsOfTheRightType() throws {
        #expect(try signed("a").text("name") == "a")
        #expect(try signed("a").texts("name") == ["a"])
        #expect(try signed(["a", "b"]).texts("name") == ["a", "b"])
        #expect(try signed([]).texts("name") == [])
        #expect(try signed(1_900_000_000).instant("name") == 1_900_000_000)
        for value in [-1, 253_402_300_800] as [JSONValue] {
            #expect(throws: JSONWebTokenRefusal.badClaim) { try signed(value).instant("name") }
        }
    }

    @Test func whatIsPeekedAtIsWhoTheSenderSaysItIs() throws {
        let payload: JSONObject = ["iss": "i", "sub": "s", "client_id": "c"]
        let token = "AAAA." + Base64URL.encode(payload.serialized()) + ".AAAA"
        let claims = try UnverifiedClaims(peeking: token)
        #expect([claims.issuer, claims.subject, claims.clientID] == ["i", "s", "c"])
        let empty = try UnverifiedClaims(peeking: "AAAA.e30.AAAA")
        #expect([empty.issuer, empty.subject, empty.clientID] == [nil, nil, nil])
    }

    @Test(arguments: ["", "e30", "e30.e30", "e30..AAAA", "AAAA.e31.AAAA", "AAAA.W10.AAAA", "a.b.c.d"])
    func refusesToPeekAtWhatIsNoToken(token: String) {
        #expect(throws: JSONWebTokenRefusal.malformed) { try UnverifiedClaims(peeking: token) }
    }

    @Test(arguments: ["iss", "sub", "client_id"])
    func refusesToPeekAtAClaimOfAnotherType(name: String) {
        let token = "AAAA." + Base64URL.encode(JSONObject([(name, 1)]).serialized()) + ".AAAA"
        #expect(throws: JSONWebTokenRefusal.badClaim) { try UnverifiedClaims(peeking: token) }
    }
}
