import GatehouseJOSE
import Testing

@Suite("Whose key speaks for which issuer")
struct TokenIssuerTests {
    private static let other = "https://other.example.test"

    private func issuers() throws -> TrustedIssuers {
        let stranger = try SigningKey(pkcs8PEM: Vectors.pem("es256-other"), algorithm: .es256)
        return TrustedIssuers([
            TestTokens.issuer: VerificationKeySet([try TestTokens.key().verificationKey]),
            Self.other: VerificationKeySet([stranger.verificationKey]),
        ])
    }

    @Test func anotherTrustedIssuersKeyIsUnknownHere() throws {
        let token = try TestTokens.sign(TestTokens.claims(changing: ["iss": .string(Self.other)]))
        #expect(throws: TokenRejection.unknownKey) { try TestTokens.verify(token, issuers: issuers()) }
    }

    @Test(arguments: [
        "https://stranger.example.test", "https://issuer.example.test/", "https://ISSUER.example.test", "",
        "https://issuer.example.test\0",
    ])
    func refusesEveryOtherIssuer(issuer: String) throws {
        let token = try TestTokens.sign(TestTokens.claims(changing: ["iss": .string(issuer)]))
        #expect(throws: TokenRejection.unknownIssuer) { try TestTokens.verify(token, issuers: issuers()) }
    }

    @Test(arguments: [nil, .null, 1, ["https://issuer.example.test"]] as [JSONValue?])
    func refusesATokenWithoutIssuer(value: JSONValue?) throws {
        let token = try TestTokens.sign(TestTokens.claims(changing: ["iss": value]))
        #expect(throws: TokenRejection.badClaim) { try TestTokens.verify(token, issuers: issuers()) }
    }

    @Test func findsIssuersByTheirBytes() {
        let issuers = TrustedIssuers(["https://\u{E9}.example.test": VerificationKeySet([])])
        #expect(issuers["https://\u{E9}.example.test"] != nil)
        #expect(issuers["https://e\u{301}.example.test"] == nil)
    }

    @Test func withoutIssuersNothingIsAccepted() throws {
        let token = try TestTokens.sign(TestTokens.claims)
        #expect(throws: TokenRejection.unknownIssuer) { try TestTokens.verify(token, issuers: TrustedIssuers([:])) }
    }
}
