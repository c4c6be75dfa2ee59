import GatehouseJOSE
import GatehouseTestSupport
import Testing

@Suite("JSON texts that are refused")
struct JSONRefusalTests {
    @Test(arguments: [
        ("", JSONRefusal.unexpectedEnd),
        (" ", .unexpectedEnd),
        ("{", .unexpectedEnd),
        ("[", .unexpectedEnd),
        ("[1", .unexpectedEnd),
        ("{\"a\"", .unexpectedEnd),
        ("{\"a\":", .unexpectedEnd),
        ("\"", .unexpectedEnd),
        ("\"a", .unexpectedEnd),
        ("\"\\", .unexpectedEnd),
        ("\"\\u00", .unexpectedEnd),
        ("tru", .unexpectedEnd),
        ("-", .unexpectedEnd),
        ("1.", .unexpectedEnd),
        ("1e", .unexpectedEnd),
        ("1e+", .unexpectedEnd),
    ])
    func refusesATextThatBreaksOff(text: String, refusal: JSONRefusal) {
        #expect(throws: refusal) { try JSONParser.parse(text) }
    }

    @Test(arguments: [
        "[1,]", "[,1]", "[1 2]", "[1,,2]", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{a:1}", "{'a':1}", "{1:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":}", "]", "}", "[1}", "{\"a\":1]", ":", ",",
        "True", "TRUE", "nul1", "undefined", "NaN", "Infinity", "-Infinity",
        "01", "-01", "00", "+1", ".5", "-.5", "1.e1", "1.x", "0x10", "1_000", "--1", "1e1x", "-x",
        "// comment\n1", "/* */ 1", "\u{FEFF}1", "\u{A0}1", "\u{B}1", "\0", "'a'",
    ])
    func refusesWhatTheGrammarDoesNotHave(text: String) {
        #expect(throws: JSONRefusal.self) { try JSONParser.parse(text) }
    }

    @Test(arguments: ["1 1", "{}{}", "[]]", "{}}", "null,", "1\0", "\"a\"b", "truefalse", "{} //"])
    func refusesAnythingAfterTheValue(text: String) {
        #expect(throws: JSONRefusal.trailingBytes) { try JSONParser.parse(text) }
    }

    @Test(arguments: Array(UInt8(0)..<0x20))
    func refusesRawControlCharactersInStrings(control: UInt8) {
        let bytes: [UInt8] = [0x22, 0x61, control, 0x22]
        #expect(throws: JSONRefusal.unexpectedByte) { try JSONParser.parse(bytes.span) }
        let afterEscape: [UInt8] = [0x22, 0x5C, 0x6E, control, 0x22]
        #expect(throws: JSONRefusal.unexpectedByte) { try JSONParser.parse(afterEscape.span) }
    }

    @Test(arguments: [#""\a""#, #""\x41""#, #""\'""#, #""\u12g4""#, #""\u 041""#, #""\U0041""#, #""\u+041""#])
    func refusesUnknownEscapes(text: String) {
        #expect(throws: JSONRefusal.invalidEscape) { try JSONParser.parse(text) }
    }

    @Test(arguments: [
        #""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#, #""\ud83d\ud83d""#,
        #""\ude00\ud83d""#, #""\uDBFF\uDBFF""#,
    ])
    func refusesLoneSurrogates(text: String) {
        #expect(throws: JSONRefusal.loneSurrogate) { try JSONParser.parse(text) }
    }

    @Test(
        arguments: [
            [0x80], [0xC3], [0xC3, 0x28], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xFE],
            [0xFF], [0xE2, 0x82],
        ] as [[UInt8]]
    )
    func refusesInvalidUTF8(sequence: [UInt8]) {
        let plain: [UInt8] = [0x22] + sequence + [0x22]
        #expect(throws: JSONRefusal.invalidUTF8) { try JSONParser.parse(plain.span) }
        let escaped: [UInt8] = [0x22, 0x5C, 0x6E] + sequence + [0x22]
        #expect(throws: JSONRefusal.invalidUTF8) { try JSONParser.parse(escaped.span) }
        let name: [UInt8] = [0x7B, 0x22] + sequence + [0x22, 0x3A, 0x31, 0x7D]
        #expect(throws: JSONRefusal.invalidUTF8) { try JSONParser.parse(name.span) }
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "18446744073709551616",
        "100000000000000000000000000000000000000000", "1e400", "-1e400", "1e99999999999999999999",
    ])
    func refusesNumbersThatNothingHolds(text: String) {
        #expect(throws: JSONRefusal.numberOutOfRange) { try JSONParser.parse(text) }
    }

    @Test(arguments: [
        #"{"a":1,"a":1}"#,
        #"{"a":1,"b":2,"a":3}"#,
        #"{"a":1,"\u0061":2}"#,
        #"{"x":{"a":1,"a":2}}"#,
        #"[[{"a":1,"a":2}]]"#,
        #"{"":1,"":2}"#,
    ])
    func refusesAMemberThatComesTwice(text: String) {
        #expect(throws: JSONRefusal.duplicateMember) { try JSONParser.parse(text) }
    }

    @Test(arguments: [2, 24, 25, 26, 100, 2000])
    func findsTheDuplicateAmongManyMembers(count: Int) throws {
        let members = (0..<count).map { "\"name\($0)\":\($0)" }
        let distinct = try #require(try JSONParser.parse("{" + members.joined(separator: ",") + "}").object)
        #expect(distinct.members.count == count)
        let text = "{" + (members + ["\"name0\":0"]).joined(separator: ",") + "}"
        #expect(throws: JSONRefusal.duplicateMember) { try JSONParser.parse(text) }
    }

    @Test(arguments: UInt64(1)...300)
    func noBytesMakeItTrap(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sample = Array(#"{"a":[1,-2.5e3,"x\ud83d\ude00\n",true,null],"b":{"c":"é"},"d":"\u0041"}"#.utf8)
        for _ in 0..<50 {
            let bytes = Mutation.mutated(sample, using: &generator)
            if let value = try? JSONParser.parse(bytes.span) {
                // What is accepted has one meaning: writing and reading it again changes nothing.
                let again = try JSONParser.parse(value.serialized().span)
                #expect(again == value)
            }
        }
    }
}
