import GatehouseJOSE
import Testing

@Suite("The scopes of a token")
struct ScopeClaimsTests {
    private func scopes(scope: JSONValue?, scp: JSONValue?) throws -> [String] {
        let claims = TestTokens.claims(changing: ["scope": scope, "scp": scp])
        return try TestTokens.verify(TestTokens.sign(claims)).scopes
    }

    @Test(
        arguments: [
            ("a", nil, ["a"]),
            (nil, "a", ["a"]),
            ("b a", nil, ["a", "b"]),
            (nil, ["b", "a"], ["a", "b"]),
            (["b", "a", "b"], nil, ["a", "b"]),
            ("a a", nil, ["a"]),
            ("", nil, []),
            ([], nil, []),
            (nil, nil, []),
        ] as [(JSONValue?, JSONValue?, [String])]
    )
    func areSortedAndUniqueFromEitherClaim(scope: JSONValue?, scp: JSONValue?, expected: [String]) throws {
        #expect(try scopes(scope: scope, scp: scp) == expected)
    }

    @Test(
        arguments: [
            ("a b", ["a", "b"], ["a", "b"]),
            ("a b", ["b", "a"], ["a", "b"]),
            ("b a", ["b", "a"], ["a", "b"]),
            ("a b", "b c", ["b"]),
            ("a b c", ["c", "b", "d"], ["b", "c"]),
            ("a", ["b"], []),
            ("a", [], []),
            ("", ["a"], []),
            ("", [], []),
            ("ab", ["a", "b"], []),
            ("a bc", ["a", "b"], ["a"]),
            (["a", "b"], ["a"], ["a"]),
            ("a b", ["a"], ["a"]),
            ("a", ["a", "b"], ["a"]),
        ] as [(JSONValue, JSONValue, [String])]
    )
    func countOnlyWhereBothClaimsAgree(scope: JSONValue, scp: JSONValue, expected: [String]) throws {
        #expect(try scopes(scope: scope, scp: scp) == expected)
    }

    @Test(arguments: [
        " ", "a ", " a", "a  b", "a\tb", "a\nb", "\"", "a\\b", "\u{7F}", "\u{E9}", "\u{212A}", "a\0",
    ])
    func refuseTextsThatAreNoScopeTokens(text: String) throws {
        #expect(throws: TokenRejection.badClaim) { try scopes(scope: .string(text), scp: nil) }
        #expect(throws: TokenRejection.badClaim) { try scopes(scope: nil, scp: .string(text)) }
        #expect(throws: TokenRejection.badClaim) { try scopes(scope: [.string(text)], scp: nil) }
        #expect(throws: TokenRejection.badClaim) { try scopes(scope: "a", scp: ["a", .string(text)]) }
        #expect(throws: TokenRejection.badClaim) { try scopes(scope: .string(text), scp: [.string(text)]) }
    }

    @Test(arguments: [1, true, .null, .object(JSONObject()), [1], ["a", .null], [""], ["a b"]] as [JSONValue])
    func refuseEveryOtherKindOfClaim(value: JSONValue) throws {
        #expect(throws: TokenRejection.badClaim) { try scopes(scope: value, scp: nil) }
        #expect(throws: TokenRejection.badClaim) { try scopes(scope: "a", scp: value) }
        #expect(throws: TokenRejection.badClaim) { try scopes(scope: value, scp: ["a"]) }
    }

    @Test func everyScopeTokenCharacterIsLegal() throws {
        let bytes = [0x21] + Array(0x23...0x5B) + Array(0x5D...0x7E) as [UInt8]
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(try scopes(scope: .string(text), scp: nil) == [text])
    }

    @Test func thousandsOfScopesTakeNoTime() throws {
        let names = (0..<1500).map { JSONValue.string(String($0, radix: 36)) }
        #expect(try scopes(scope: .array(names.reversed()), scp: .array([])) == [])
        #expect(try scopes(scope: .array(names.reversed()), scp: nil).count == 1500)
    }
}
