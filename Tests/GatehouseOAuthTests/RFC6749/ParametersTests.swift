import GatehouseOAuth
import Testing

@Suite("RFC 6749 §3.2, Appendix B — parameters")
struct ParametersTests {
    /// A body that must be refused, and why.
    struct HostileBody: CustomTestStringConvertible {
        let why: String
        let bytes: [UInt8]

        init(_ why: String, _ text: String) {
            self.why = why
            bytes = Array(text.utf8)
        }

        init(_ why: String, bytes: [UInt8]) {
            self.why = why
            self.bytes = bytes
        }

        var testDescription: String { why }
    }

    static let hostileBodies = [
        HostileBody("a name twice", "scope=a&scope=b"),
        HostileBody("a name twice with the same value", "scope=a&scope=a"),
        HostileBody("a name twice, once without value", "scope=&scope=a"),
        HostileBody("a name twice, once escaped", "scope=a&%73cope=b"),
        HostileBody("an unknown name twice", "x=1&x=2"),
        HostileBody("an empty name twice", "=1&=2"),
        HostileBody("an escape without digits", "scope=%"),
        HostileBody("an escape with one digit", "scope=%4"),
        HostileBody("an escape with a letter beyond f", "scope=%4g"),
        HostileBody("an escape in the name", "sc%zzope=a"),
        HostileBody("a raw NUL", bytes: Array("scope=a".utf8) + [0] + Array("b".utf8)),
        HostileBody("an escaped NUL", "scope=a%00b"),
        HostileBody("an escaped NUL in the name", "scope%00=a"),
        HostileBody("Latin-1", bytes: Array("username=J".utf8) + [0xFC] + Array("rgen".utf8)),
        HostileBody("escaped Latin-1", "username=J%FCrgen"),
        HostileBody("UTF-16", bytes: [0xFE, 0xFF, 0, 0x61, 0, 0x3D, 0, 0x62]),
        HostileBody("an overlong encoding of a slash", "a=%C0%AF"),
        HostileBody("a surrogate in UTF-8", "a=%ED%A0%80"),
        HostileBody("a code point beyond Unicode", "a=%F4%90%80%80"),
        HostileBody("65 parameters", (0..<65).map { "p\($0)=1" }.joined(separator: "&")),
        HostileBody("an overlong body", "a=" + String(repeating: "x", count: 70_000)),
    ]

    @Test(arguments: hostileBodies)
    func hostileBodyIsRefusedAsInvalidRequest(_ body: HostileBody) async {
        let error = await refusal { _ = try Parameters(form: body.bytes) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aRefusalNeverRepeatsTheInput() async {
        let error = await refusal { _ = try Parameters(body: "mark=1&mark=%2") }
        #expect(error?.description.contains("mark") == false)
    }

    @Test func plusIsASpaceAndEscapesAreOctets() throws {
        let parameters = try Parameters(body: "a=x+y%20z%2B%C3%BC%e2%82%ac&b=%3D%26")
        #expect(parameters["a"] == "x y z+ü€")
        #expect(parameters["b"] == "=&")
    }

    @Test func onlyTheFirstEqualsSignSeparates() throws {
        #expect(try Parameters(body: "a=b=c")["a"] == "b=c")
    }

    @Test func aParameterWithoutValueCountsAsOmitted() async throws {
        let parameters = try Parameters(body: "scope=&state")
        #expect(parameters["scope"] == nil)
        #expect(parameters["state"] == nil)
        let error = await refusal { _ = try parameters.required("scope") }
        #expect(error?.code == .invalidRequest)
    }

    @Test func resourceMayBeRepeated() throws {
        let parameters = try Parameters(body: "resource=urn:a&resource=urn:b")
        #expect(parameters.values("resource") == ["urn:a", "urn:b"])
    }

    @Test func namesAreComparedAsBytes() throws {
        let parameters = try Parameters([(name: "\u{E9}", value: "1"), (name: "e\u{301}", value: "2")])
        #expect(parameters["\u{E9}"] == "1")
        #expect(parameters["e\u{301}"] == "2")
    }

    @Test func emptyFieldsAreSkipped() throws {
        #expect(try Parameters(body: "&&a=1&&")["a"] == "1")
        #expect(try Parameters(body: "")["a"] == nil)
    }
}
