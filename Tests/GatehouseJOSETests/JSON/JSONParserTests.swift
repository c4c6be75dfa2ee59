import GatehouseJOSE
import Testing

@Suite("JSON texts that RFC 8259 allows")
struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null),
            ("true", true),
            ("false", false),
            ("0", 0),
            ("-0", 0),
            ("42", 42),
            ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)),
            ("1.5", .number(1.5)),
            ("1.0", .number(1)),
            ("1e3", .number(1000)),
            ("-1E+2", .number(-100)),
            ("25e-1", .number(2.5)),
            ("\"\"", ""),
            ("\"a\"", "a"),
            ("[]", []),
            ("[1, 2]", [1, 2]),
            ("{}", .object(JSONObject())),
            ("{\"a\": [{\"b\": null}]}", ["a": [["b": .null]]]),
            (" \t\r\n[ \n1\t,\r2 ] ", [1, 2]),
        ] as [(String, JSONValue)]
    )
    func readsEveryKindOfValue(text: String, value: JSONValue) throws {
        #expect(try JSONParser.parse(text) == value)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u00E9\u20AC""#, "A\u{E9}\u{E9}\u{20AC}"),
        (#""\ud83d\ude00""#, "\u{1F600}"),
        (#""\u0000""#, "\0"),
        (#""before\u0041after""#, "beforeAafter"),
        ("\"\u{1F600}\u{E9}\u{7F}\"", "\u{1F600}\u{E9}\u{7F}"),
        (#""\uffff\u2028""#, "\u{FFFF}\u{2028}"),
    ])
    func readsEscapes(text: String, value: String) throws {
        let parsed = try #require(try JSONParser.parse(text).string)
        #expect(Array(parsed.utf8) == Array(value.utf8))
    }

    @Test func keepsTheOrderOfMembers() throws {
        let object = try #require(try JSONParser.parse(#"{"z":1,"a":2,"m":3}"#).object)
        #expect(object.members.map(\.name) == ["z", "a", "m"])
    }

    @Test func namesThatAreOnlyCanonicallyEquivalentAreDifferentMembers() throws {
        let object = try #require(try JSONParser.parse("{\"\u{E9}\":1,\"e\u{301}\":2}").object)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func readsNestingUpToTheBound() throws {
        let text = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        _ = try JSONParser.parse(text)
        #expect(throws: JSONRefusal.tooDeep) { try JSONParser.parse("[" + text + "]") }
        #expect(throws: JSONRefusal.tooDeep) { try JSONParser.parse("{\"a\":" + text + "}") }
    }

    @Test func nestingIsCountedAlongThePathOnly() throws {
        _ = try JSONParser.parse("[[],[],[[]],{\"a\":[]}]", maximumDepth: 3)
    }

    @Test func refusesATextThatIsTooLong() {
        #expect(throws: JSONRefusal.tooLong) { try JSONParser.parse("[1]", maximumBytes: 2) }
    }

    @Test func asksForAnObjectWhereOneIsNeeded() {
        #expect(throws: JSONRefusal.notAnObject) { try JSONParser.parseObject("[]".utf8.span) }
    }
}
