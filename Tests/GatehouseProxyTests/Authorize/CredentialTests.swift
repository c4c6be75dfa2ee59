import GatehouseJOSE
import Testing

@testable import GatehouseProxy

@Suite("RFC 6750 §2.1: the credential of a request")
struct CredentialTests {
    private func credential(_ fields: [String]) throws -> String? {
        let text = HeadText.lines(["GET / HTTP/1.1", "Host: a.test"] + fields)
        let request = try #require(try ParsedRequest.parse(text.octets))
        switch try Credential(request.head, in: request.buffer) {
        case .none: return nil
        case .bearer(let range): return request.text(range)
        case .dpop(let range): return "with proof: " + request.text(range)
        }
    }

    private func credential(_ value: String) throws -> String? {
        try credential(["Authorization: \(value)"])
    }

    @Test func noFieldIsNoCredential() throws {
        #expect(try credential([]) == nil)
    }

    @Test(arguments: [
        ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER abc", "abc"), ("bEaReR    abc", "abc"),
        ("Bearer abc \t ", "abc"), ("Bearer a.b-c_d~e+f/g", "a.b-c_d~e+f/g"), ("Bearer abc==", "abc=="),
        ("Bearer 0", "0"), ("Bearer bearer", "bearer"),
    ])
    func aBearerTokenIsRead(value: String, token: String) throws {
        #expect(try credential(value) == token)
    }

    /// A scheme that carries no token of ours is as good as no credential: the route then asks for one.
    @Test(arguments: [
        "Basic dTpw", "Digest username=\"a\", realm=\"b\"", "Negotiate", "Bearerx abc", "Bear abc", "Basic\tx",
        "Bearer-Token abc",
    ])
    func anotherSchemeIsNoCredential(value: String) throws {
        #expect(try credential(value) == nil)
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", "Bearer\tabc", "Bearer \tabc", "Bearer abc def", "Bearer abc, Bearer def",
        "Bearer abc,",
        "Bearer \"abc\"", "Bearer token=abc", "Bearer =", "Bearer ==", "Bearer a=b", "Bearer =abc", "Bearer a%20b",
        "Bearer a\tb", "Bearer \u{E9}", "Bearer a;b", "Bearer a:b", "Bearer a@b", "Bearer a[b", "Bearer a`b",
        "Bearer a{b", "Bearer:abc", "Bearer,abc", "=Bearer abc", "\"Bearer\" abc", "(x", "Basic,x", ",Bearer abc",
    ])
    func whatIsNotWellFormedIsRefused(value: String) {
        #expect(throws: Refusal.invalidRequest) { try credential(value) }
    }

    /// Every byte on its own, and where a word of bytes is looked at together.
    @Test func aTokenHasTheCharactersOfTheGrammar() throws {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/"
        let allowed = Set(letters.utf8)
        for byte in UInt8(0x21)...0xFF where byte != 0x7F && byte != UInt8(ascii: "=") {
            let scalar = String(octets: [byte])
            for token in [scalar, "abcdefghijklmno\(scalar)p"] {
                let result = try? credential("Bearer \(token)")
                #expect(result == (allowed.contains(byte) ? token : nil), "byte \(byte)")
            }
        }
    }

    /// Contract §5.4: two credentials are no credential, whatever they are.
    @Test(arguments: [
        ["Authorization: Bearer a", "Authorization: Bearer a"], ["Authorization: Bearer a", "authorization: Basic b"],
        ["Authorization: Basic a", "Authorization: Bearer b"], ["Authorization:", "Authorization: Bearer b"],
    ])
    func twoFieldsAreRefused(fields: [String]) {
        #expect(throws: Refusal.invalidRequest) { try credential(fields) }
    }

    /// RFC 9449 §7.1.
    @Test(arguments: [("DPoP abc", "abc"), ("dpop  abc", "abc"), ("DPOP abc==", "abc==")])
    func aTokenThatNeedsAProofIsRead(value: String, token: String) throws {
        #expect(try credential(value) == "with proof: \(token)")
    }

    @Test(arguments: ["DPoP", "DPoP ", "DPoP\tabc", "DPoP a b", "DPoP abc, DPoP abc", "DPoP =", "dpop\u{E9}"])
    func aMalformedTokenThatNeedsAProofIsRefused(value: String) {
        #expect(throws: Refusal.invalidRequest) { try credential(value) }
    }

    @Test(arguments: [
        ["Authorization: DPoP a", "Authorization: DPoP a"], ["Authorization: DPoP a", "Authorization: Bearer a"],
    ])
    func aProofDoesNotMakeTwoCredentialsOne(fields: [String]) {
        #expect(throws: Refusal.invalidRequest) { try credential(fields) }
    }

    @Test func aTokenMayBeAsLongAsTheLimit() throws {
        let longest = String(repeating: "a", count: Credential.maximumLength)
        #expect(try credential("Bearer \(longest)") == longest)
        #expect(throws: Refusal.invalidToken(.tooLong)) { try credential("Bearer \(longest)a") }
        #expect(throws: Refusal.invalidToken(.tooLong)) { try credential("Bearer \(longest)=") }
    }

    /// A lookalike is neither a credential nor a second one.
    @Test(arguments: ["Proxy-Authorization: Bearer x", "X-Authorization: Bearer x", "Authorization2: Bearer x"])
    func otherFieldsCarryNoCredential(field: String) throws {
        #expect(try credential([field]) == nil)
        #expect(try credential([field, "Authorization: Bearer abc"]) == "abc")
    }
}
