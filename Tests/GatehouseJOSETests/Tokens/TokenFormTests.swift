import GatehouseJOSE
import Testing

@Suite("The form of a token")
struct TokenFormTests {
    private func rejection(header: String? = nil, payload: String? = nil) throws -> TokenRejection? {
        let key = try TestTokens.key()
        let token = try TestTokens.sign(
            header: header ?? TestTokens.header(key).text,
            payload: payload ?? TestTokens.claims.text,
            with: key
        )
        return Self.rejection(of: token)
    }

    private static func rejection(of token: String) -> TokenRejection? {
        do {
            _ = try TestTokens.verify(token)
            return nil
        } catch {
            return error as? TokenRejection
        }
    }

    @Test func opensslsTokensAreAccepted() throws {
        for entry in try Vectors.entries("openssl-tokens.json") {
            let token = try TestTokens.verify(try #require(entry["token"]?.string))
            #expect(token.algorithm?.rawValue == entry["algorithm"]?.string)
            #expect(token.subject == "alice")
        }
    }

    @Test func opensslsTokensWithOtherParametersAreRefused() throws {
        let entries = try Vectors.entries("openssl-refused.json")
        #expect(entries.count == 9)
        for entry in entries {
            let token = try #require(entry["token"]?.string)
            #expect(Self.rejection(of: token) == .badSignature, "\(entry["source"]?.string ?? "")")
        }
    }

    @Test(arguments: ["", ".", "..", "...", "a", "a.b", "a.b.c.d", "a.b.c.d.e", ".a.b", "a..b", "a.b.", "a b.c.d"])
    func refusesOtherNumbersOfPartsAndEmptyOnes(token: String) {
        #expect(Self.rejection(of: token) == .malformed)
    }

    @Test func refusesTokensOverTheBound() throws {
        let long = String(repeating: "a", count: 16_385)
        #expect(Self.rejection(of: long) == .tooLong)
        let padding = JSONValue.string(String(repeating: "x", count: 13_000))
        #expect(Self.rejection(of: try TestTokens.sign(TestTokens.claims(changing: ["x": padding]))) == .tooLong)
    }

    @Test func acceptsALongTokenBelowTheBound() throws {
        let padding = JSONValue.string(String(repeating: "x", count: 11_000))
        #expect(Self.rejection(of: try TestTokens.sign(TestTokens.claims(changing: ["x": padding]))) == nil)
    }

    @Test func refusesPaddingAndWhiteSpace() throws {
        let token = try TestTokens.sign(TestTokens.claims)
        for other in [token + "=", token + "==", token + "\n", " " + token, token.replacing(".", with: "=.")] {
            #expect(Self.rejection(of: other) == .malformed)
        }
    }

    @Test func refusesASecondTextOfTheSameSignature() throws {
        // 64 bytes leave four unused bits in the last of 86 characters.
        let token = try TestTokens.sign(TestTokens.claims)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let last = try #require(token.last.flatMap { alphabet.firstIndex(of: $0) })
        #expect(last % 16 == 0)
        for unused in 1..<16 {
            #expect(Self.rejection(of: token.dropLast() + String(alphabet[last + unused])) == .malformed)
        }
    }

    @Test(arguments: ["", " ", "null", "[]", "\"text\"", "1", "{", "{}}", "{\"a\":1,}", "\u{FEFF}{}", "{} {}"])
    func refusesPartsThatAreNoObject(text: String) throws {
        #expect(try rejection(header: text) == .malformed)
        #expect(try rejection(payload: text) == .malformed)
    }

    @Test(arguments: ["alg", "typ", "kid", "x"])
    func refusesAHeaderMemberThatComesTwice(name: String) throws {
        let header = TestTokens.header(try TestTokens.key()).text.droppingBrace + ",\"x\":1"
        #expect(try rejection(header: header + "}") == nil)
        #expect(try rejection(header: header + ",\"\(name)\":1}") == .malformed)
    }

    @Test(arguments: ["iss", "sub", "exp", "scope", "aud", "client_id", "\\u0065xp"])
    func refusesAClaimThatComesTwice(name: String) throws {
        let payload = TestTokens.claims.text.droppingBrace
        #expect(try rejection(payload: payload + ",\"\(name)\":1}") == .malformed)
    }

    @Test func refusesADuplicateDeepInside() throws {
        let payload = TestTokens.claims.text.droppingBrace
        #expect(try rejection(payload: payload + ",\"x\":[{\"y\":{\"a\":1,\"b\":2}}]}") == nil)
        #expect(try rejection(payload: payload + ",\"x\":[{\"y\":{\"a\":1,\"a\":2}}]}") == .malformed)
    }

    @Test func refusesDeepNesting() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        let payload = TestTokens.claims.text.droppingBrace
        #expect(try rejection(payload: payload + ",\"x\":\(nested(31))}") == nil)
        #expect(try rejection(payload: payload + ",\"x\":\(nested(32))}") == .malformed)
        #expect(try rejection(payload: payload + ",\"x\":\(nested(5000))}") == .malformed)
        let header = TestTokens.header(try TestTokens.key()).text.droppingBrace
        #expect(try rejection(header: header + ",\"x\":\(nested(7))}") == nil)
        #expect(try rejection(header: header + ",\"x\":\(nested(8))}") == .malformed)
    }

    @Test func refusesLoneSurrogatesAndInvalidUTF8() throws {
        let payload = TestTokens.claims.text.droppingBrace
        #expect(try rejection(payload: payload + #","x":"\ud800"}"#) == .malformed)
        let key = try TestTokens.key()
        let bytes = Array(payload.utf8) + [0x2C, 0x22, 0x78, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D]
        let input = Base64URL.encode(TestTokens.header(key).serialized()) + "." + Base64URL.encode(bytes)
        let signature = Base64URL.encode(try key.signature(for: Array(input.utf8)))
        #expect(Self.rejection(of: input + "." + signature) == .malformed)
    }

    @Test func refusesNumbersThatNothingHolds() throws {
        let payload = TestTokens.claims.text.droppingBrace
        #expect(try rejection(payload: payload + ",\"x\":9223372036854775808}") == .malformed)
        #expect(try rejection(payload: payload + ",\"x\":1e999}") == .malformed)
    }
}

extension String {
    /// The text of an object without its last byte, to append more members to.
    fileprivate var droppingBrace: String { String(dropLast()) }
}
