import GatehouseJOSE
import Testing

@Suite("RFC 7800 §3.1: tokens that are bound to a key")
struct TokenBindingTests {
    private static let thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    private static let other = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"

    private func token(_ confirmation: JSONValue?) throws -> VerifiedToken {
        try TestTokens.verify(TestTokens.sign(TestTokens.claims(changing: ["cnf": confirmation])))
    }

    private func isAccepted(_ confirmation: JSONValue?, _ proof: PossessionProof) throws -> Bool {
        let token = try token(confirmation)
        do {
            try token.check(now: TestTokens.issuedAt, audience: TestTokens.audience, proof: proof)
            return true
        } catch {
            #expect(error == .unprovedBinding)
            return false
        }
    }

    private let everyProof = [
        PossessionProof.none, PossessionProof(key: thumbprint), PossessionProof(key: other), PossessionProof(key: ""),
        PossessionProof(certificate: thumbprint), PossessionProof(certificate: other),
        PossessionProof(key: thumbprint, certificate: thumbprint), PossessionProof(key: thumbprint, certificate: other),
        PossessionProof(key: other, certificate: thumbprint),
    ]

    private func accepted(_ confirmation: JSONValue?) throws -> [PossessionProof] {
        try everyProof.filter { try isAccepted(confirmation, $0) }
    }

    @Test func readsTheBinding() throws {
        #expect(try token(nil).binding == .none)
        #expect(try token(["jkt": .string(Self.thumbprint)]).binding == .key(thumbprint: Self.thumbprint))
        #expect(
            try token(["x5t#S256": .string(Self.thumbprint)]).binding == .certificate(thumbprint: Self.thumbprint)
        )
        #expect(try !token(nil).isBound)
    }

    @Test(arguments: [TokenBinding.key(thumbprint: thumbprint), .certificate(thumbprint: thumbprint)])
    func writesWhatItReads(binding: TokenBinding) throws {
        let confirmation = try #require(binding.confirmation)
        #expect(try token(.object(confirmation)).binding == binding)
        #expect(TokenBinding.none.confirmation == nil)
        #expect(TokenBinding.unknown.confirmation == nil)
    }

    // RFC 9449 §7.1: the scheme DPoP is for DPoP tokens. A certificate may be there for another reason.
    @Test func aBearerTokenNeedsNoProofAndTakesNoKey() throws {
        #expect(
            try accepted(nil) == [
                .none, PossessionProof(certificate: Self.thumbprint), PossessionProof(certificate: Self.other),
            ]
        )
    }

    @Test func aTokenBoundToAKeyNeedsThatKey() throws {
        #expect(
            try accepted(["jkt": .string(Self.thumbprint)]) == [
                PossessionProof(key: Self.thumbprint),
                PossessionProof(key: Self.thumbprint, certificate: Self.thumbprint),
                PossessionProof(key: Self.thumbprint, certificate: Self.other),
            ]
        )
    }

    @Test func aTokenBoundToACertificateNeedsThatCertificate() throws {
        #expect(
            try accepted(["x5t#S256": .string(Self.thumbprint)]) == [PossessionProof(certificate: Self.thumbprint)]
        )
    }

    @Test(
        arguments: [
            .null, "text", false, [], .object(JSONObject()), ["jkt": 1], ["jkt": ""], ["jkt": "AAAA"],
            ["jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4J"],
            ["jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I="],
            ["JKT": .string(thumbprint)], ["x5t": .string(thumbprint)], ["kid": .string(thumbprint)],
            ["jwk": ["kty": "EC"]], ["jkt": .string(thumbprint), "x5t#S256": .string(thumbprint)],
            ["jkt": .string(thumbprint), "other": "x"],
        ] as [JSONValue]
    )
    func nothingProvesAConfirmationThatIsNotUnderstood(confirmation: JSONValue) throws {
        let token = try token(confirmation)
        #expect(token.binding == .unknown)
        #expect(token.isBound)
        #expect(try accepted(confirmation).isEmpty)
    }

    @Test func proofsAreComparedAsBytes() {
        #expect(PossessionProof(key: "\u{E9}") != PossessionProof(key: "e\u{301}"))
        #expect(PossessionProof(key: "a") == PossessionProof(key: "a"))
        #expect(PossessionProof(key: "a") != PossessionProof(certificate: "a"))
    }
}
