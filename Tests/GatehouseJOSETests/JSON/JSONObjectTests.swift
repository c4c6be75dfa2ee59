import GatehouseJOSE
import Testing

struct JSONObjectTests {
    @Test func settingAMemberKeepsItsPlace() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = 4
        object["d"] = 5
        object["a"] = nil
        #expect(object.text == #"{"b":4,"c":3,"d":5}"#)
    }

    @Test func removingAMissingMemberChangesNothing() {
        var object: JSONObject = ["a": 1]
        object["b"] = nil
        #expect(object == ["a": 1])
    }

    @Test func equalityIgnoresOrderAndSeesKinds() {
        #expect(["a": 1, "b": 2] as JSONObject == ["b": 2, "a": 1])
        #expect(["a": 1] as JSONObject != ["a": 1, "b": 2])
        #expect(["a": 1] as JSONObject != ["a": "1"])
        #expect(JSONValue.integer(1) != .number(1))
        #expect(JSONValue.bool(false) != .null)
    }

    @Test func equalityComparesBytes() {
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
        #expect(["\u{E9}": 1] as JSONObject != ["e\u{301}": 1])
        #expect(JSONValue.string("K") != .string("\u{212A}"))
    }

    @Test func findsNamesByTheirBytes() {
        let object: JSONObject = ["K": 1]
        #expect(object["\u{212A}"] == nil)
        #expect(object["K"] == 1)
    }
}
