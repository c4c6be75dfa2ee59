import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6238 — one-time codes")
struct TOTPTests {
    private func rfcSecret() throws -> TOTPSecret {
        try #require(TOTPSecret([UInt8]("12345678901234567890".utf8)))
    }

    /// Appendix B, SHA-1; of its eight digits the last six.
    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)]
    )
    func theVectorsOfTheAppendixMatch(now: Int64, code: String) throws {
        #expect(TOTP.matchingStep(code: code, secret: try rfcSecret(), now: now, after: nil) == now / 30)
    }

    /// The code of step 1, which are the seconds 30 to 59.
    @Test(arguments: [(0, 1), (29, 1), (30, 1), (59, 1), (60, 1), (89, 1), (90, nil), (119, nil)] as [(Int64, Int64?)])
    func theStepsBeforeAndAfterAreAcceptedToo(now: Int64, step: Int64?) throws {
        #expect(TOTP.matchingStep(code: "287082", secret: try rfcSecret(), now: now, after: nil) == step)
    }

    @Test func aCodeIsAcceptedOnce() throws {
        let secret = try rfcSecret()
        #expect(TOTP.matchingStep(code: "287082", secret: secret, now: 59, after: 0) == 1)
        #expect(TOTP.matchingStep(code: "287082", secret: secret, now: 59, after: 1) == nil)
        #expect(TOTP.matchingStep(code: "287082", secret: secret, now: 60, after: 1) == nil)
        #expect(TOTP.matchingStep(code: "287082", secret: secret, now: 59, after: 2) == nil)
    }

    @Test(arguments: ["", "28708", "2870822", "28708a", "-87082", "２８７０８２", "287082\n", "94287082", "287 08", "287083"])
    func otherTextIsRefused(code: String) throws {
        #expect(TOTP.matchingStep(code: code, secret: try rfcSecret(), now: 59, after: nil) == nil)
    }

    @Test func spacesBetweenTheGroupsAreLeftOut() throws {
        #expect(TOTP.matchingStep(code: " 287 082 ", secret: try rfcSecret(), now: 59, after: nil) == 1)
    }

    @Test(arguments: [Int64.min, -1, 0, .max])
    func noInstantIsOutOfRange(now: Int64) throws {
        #expect(TOTP.matchingStep(code: "000000", secret: try rfcSecret(), now: now, after: .max) == nil)
    }

    @Test func aSecretHasTwentyBytesOfEntropy() {
        #expect(TOTPSecret([UInt8](repeating: 0, count: 19)) == nil)
        #expect(TOTPSecret([UInt8](repeating: 0, count: 21)) == nil)
        let secret = TOTPSecret(entropy: SeededEntropy(seed: 7))
        #expect(secret.withExposedBytes { $0 } == SeededEntropy(seed: 7).bytes(20))
        #expect(secret != TOTPSecret(entropy: SeededEntropy(seed: 8)))
    }

    @Test func theTextOfASecretIsBase32() throws {
        #expect(try rfcSecret().base32.withExposedValue { $0 } == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }

    @Test func thePictureNamesIssuerAndPersonEncoded() throws {
        let username = try #require(Username("alice+x@example.test"))
        let uri = try rfcSecret().uri(issuer: "Größe & Co: 100% / #1?", username: username)
        #expect(
            uri.withExposedValue { $0 }
                == "otpauth://totp/Gr%C3%B6%C3%9Fe%20%26%20Co-%20100%25%20%2F%20%231%3F:alice%2Bx%40example.test"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Gr%C3%B6%C3%9Fe%20%26%20Co-%20100%25%20%2F%20%231%3F"
        )
    }

    @Test func aSecretIsNotPrinted() throws {
        let secret = try rfcSecret()
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] {
            #expect(!text.contains("49") && !text.contains("GEZ"))
        }
    }
}
