import GatehouseJOSE
import GatehouseTestSupport
import Testing

@Suite("RFC 4648 §5: base64url")
struct Base64URLTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func publishedExamples(plain: String, encoded: String) throws {
        #expect(Base64URL.encode(plain.utf8) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    @Test func usesTheURLSafeAlphabet() {
        #expect(Base64URL.encode([0xFB, 0xFF, 0xBF]) == "-_-_")
        #expect(Base64URL.decode("-_-_") == [0xFB, 0xFF, 0xBF])
    }

    @Test func everyLengthSurvivesTheRoundTrip() {
        var generator = SeededGenerator(seed: 7)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        "Zg==", "Zm8=", "Zg=", "=", "Z", "Zm9vY", "Zm 8", "Zm8\n", " Zm8", "Zm+8", "Zm/8", "Zm8.", "Zm\u{E9}", "Zm9v\0",
        "Zm9v====",
    ])
    func refusesEverythingElse(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: ["Zh", "Zv", "Zm9", "Zm-", "Zm9vYh", "AB", "AAB"])
    func refusesUnusedBitsThatAreNotZero(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func exactlyOneTextStandsForEachShortSequence() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var accepted = 0
        for first in alphabet {
            for second in alphabet {
                let text = String([first, second])
                guard let bytes = Base64URL.decode(text) else { continue }
                accepted += 1
                #expect(Base64URL.encode(bytes) == text)
            }
        }
        #expect(accepted == 256)
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func everyByteIsJudgedAtEveryPlace(byte: UInt8) {
        let isInAlphabet =
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        for place in 0..<4 {
            var text = Array("AAAA".utf8)
            text[place] = byte
            let decoded = Base64URL.decode(text.span)
            #expect((decoded != nil) == isInAlphabet)
        }
    }
}
