import GatehouseJOSE
import Testing

@testable import GatehouseControl

@Suite("What a body is held to")
struct APISchemaTests {
    private let schema = APISchema.input([
        .required("name", .text(1...3), "A name."),
        .optional("count", .integer(1...9), "A count."),
        .optional("flag", .boolean, "A flag."),
        .optional("word", .word(["a", "b"]), "A word."),
        .optional("list", .list(.text(1...2), atMost: 2), "A list."),
        .optional("map", .map(.integer(0...1), atMost: 2), "A map."),
        .optional("inner", .input([.required("x", .text, "An x.")]), "An object."),
    ])

    @Test(arguments: [
        (#"{"name":"abc"}"#, []), (#"{"name":"äöü","count":9,"flag":false,"word":"b"}"#, []), (#"{}"#, ["name"]),
        (#"{"name":""}"#, ["name"]), (#"{"name":"abcd"}"#, ["name"]), (#"{"name":null}"#, ["name"]),
        (#"{"name":"a","count":0}"#, ["count"]), (#"{"name":"a","count":1.5}"#, ["count"]),
        (#"{"name":"a","flag":"true"}"#, ["flag"]), (#"{"name":"a","word":"c"}"#, ["word"]),
        (#"{"name":"a","list":["a","abc",1]}"#, ["list"]), (#"{"name":"a","list":["abc",1]}"#, ["list.0", "list.1"]),
        (#"{"name":"a","map":{"k":2}}"#, ["map.k"]), (#"{"name":"a","map":{"k":0,"l":0,"m":0}}"#, ["map"]),
        (#"{"name":"a","inner":{"x":"","y":1}}"#, ["inner.y"]), (#"{"name":"a","inner":[]}"#, ["inner"]),
        (#"[]"#, [""]), (#""a""#, [""]), (#"{"name":"a","Name":"b"}"#, ["Name"]),
    ])
    func everyMemberThatIsWrongIsNamed(text: String, fields: [String]) throws {
        let value = try JSONParser.parse(text)

        #expect(schema.problems(in: value, at: "").map(\.field) == fields)
    }

    @Test func whatIsAdmittedIsWhatTheDocumentAdmits() throws {
        let check = JSONSchemaCheck(root: JSONObject())
        for text in [#"{"name":"abc"}"#, #"{"name":"abcd"}"#, #"{"name":"a","z":1}"#, #"{"name":"a","list":[1]}"#] {
            let value = try JSONParser.parse(text)
            #expect(check.violations(of: value, schema.json).isEmpty == schema.problems(in: value, at: "").isEmpty)
        }
    }
}
