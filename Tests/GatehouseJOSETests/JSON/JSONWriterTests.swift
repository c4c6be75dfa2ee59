import GatehouseJOSE
import Testing

@Suite("JSON texts that are written")
struct JSONWriterTests {
    @Test func writesMembersInTheirOrderWithoutWhiteSpace() {
        let object: JSONObject = [
            "b": 1, "a": [true, .null, "x"], "c": ["d": .number(1.5)], "e": .integer(.min), "f": .object(JSONObject()),
        ]
        #expect(object.text == #"{"b":1,"a":[true,null,"x"],"c":{"d":1.5},"e":-9223372036854775808,"f":{}}"#)
    }

    @Test func escapesWhatMustBeEscaped() {
        let value: JSONValue = "\"\\/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}\u{E9}\u{1F600}"
        #expect(
            String(decoding: value.serialized(), as: UTF8.self)
                == "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}\u{E9}\u{1F600}\""
        )
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan])
    func writesNullForWhatJSONCannotSay(value: Double) {
        #expect(JSONValue.number(value).serialized() == Array("null".utf8))
    }

    @Test(arguments: [0.1, 1e300, -Double.leastNonzeroMagnitude, 100, 1e16, 123_456_789.125])
    func readsBackTheNumbersThatItWrites(value: Double) throws {
        let read = try JSONParser.parse(JSONValue.number(value).serialized().span)
        #expect(read == .number(value))
    }
}
