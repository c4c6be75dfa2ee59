import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("What is wrong with cors")
struct CrossOriginDiagnosticTests {
    private static func cors(_ changes: Item) -> Item {
        ["cors": (["origins": ["https://app.example.com"]] as Item).with(changes)]
    }

    private static func origin(_ text: String) -> Item { ["cors": ["origins": [.quoted(text)]]] }

    private static func complaint(about origin: String, _ message: String) -> Complaint {
        Complaint(origin, Self.origin(origin), "13:7: error: \(message)")
    }

    static let origins = [
        complaint(
            about: "null",
            "'null' is the origin of sandboxed frames and of files, whoever wrote them;"
                + " name the origins of the pages that may call"
        ),
        complaint(
            about: "app.example.com",
            "'app.example.com' is not an origin; write 'https://app.example.com'"
        ),
        complaint(
            about: "//app.example.com",
            "'//app.example.com' is not an origin; write scheme, host and port, such as 'https://app.example.com'"
        ),
        complaint(
            about: "https://app.example.com/",
            "'https://app.example.com/' is more than an origin; write 'https://app.example.com'"
        ),
        complaint(
            about: "https://app.example.com:8443/a?b",
            "'https://app.example.com:8443/a?b' is more than an origin; write 'https://app.example.com:8443'"
        ),
        complaint(
            about: "https://App.example.com",
            "'https://App.example.com' has uppercase letters; write 'https://app.example.com'"
        ),
        complaint(
            about: "https://bücher.example",
            "'https://bücher.example' is not an origin; write the name in its ASCII form, 'xn--…'"
        ),
        complaint(
            about: "https://app.example.com:443",
            "no browser names the port 443 of https://; write 'https://app.example.com'"
        ),
        complaint(
            about: "http://*.example.com:80",
            "no browser names the port 80 of http://; write 'http://*.example.com'"
        ),
        complaint(
            about: "https://a*.example.com",
            "'*' stands only alone or for subdomains; write 'https://*.example.com', or each origin by itself"
        ),
        complaint(
            about: "https://*.com",
            "'https://*.com' would be whatever is below 'com';"
                + " name the domain that is yours, such as 'https://*.example.com'"
        ),
        complaint(
            about: "https://*.127.0.0.1",
            "'https://*.127.0.0.1' would be whatever is below '127.0.0.1';"
                + " name the domain that is yours, such as 'https://*.example.com'"
        ),
        complaint(
            about: "https://me@app.example.com",
            "'https://me@app.example.com' is not an origin;"
                + " write scheme, host and port, such as 'https://app.example.com'"
        ),
    ]

    static let others = [
        Complaint(
            "no origins",
            ["cors": ["max_age": 5]],
            "11:1: error: 'cors' has no 'origins'; name the pages that may call: 'origins: [https://app.example.com]'"
        ),
        Complaint(
            "a misspelt key",
            cors(["header": "X-A"]),
            "14:3: error: unknown key 'header' in 'cors'; did you mean 'headers'?"
        ),
        Complaint(
            "every origin with credentials",
            ["cors": ["origins": .quoted("*"), "credentials": true]],
            "13:5: error: 'credentials: true' with the origin '*' would let every page on the web act for whoever opens"
                + " it; name the origins, or remove 'credentials'"
        ),
        Complaint(
            "every origin among others",
            ["cors": ["origins": ["https://app.example.com", .quoted("*")]]],
            "14:7: error: '*' is every origin already; write it alone, or the others without it"
        ),
        Complaint(
            "an origin twice",
            ["cors": ["origins": ["https://app.example.com", "https://app.example.com"]]],
            "14:7: error: 'https://app.example.com' is there twice; remove one"
        ),
        Complaint(
            "every method",
            cors(["methods": .quoted("*")]),
            "14:5: error: '*' is not a method; leave 'methods' out: then it is those that the routes have"
        ),
        Complaint(
            "a method in lowercase",
            cors(["methods": ["get"]]),
            "15:7: error: the method 'get' is not in uppercase; write 'GET'"
        ),
        Complaint(
            "every header",
            cors(["headers": .quoted("*")]),
            "14:3: warning: 'headers' does not list Authorization, so no page can send a token;"
                + " add it, or leave 'headers' out",
            "14:5: error: '*' is not a header; leave 'headers' out: then what a page asks for is allowed"
        ),
        Complaint(
            "no name of a header",
            cors(["expose": ["X Total"]]),
            "15:7: error: 'X Total' is not the name of a header; write names such as 'X-Total-Count'"
        ),
        Complaint(
            "an age that is none",
            cors(["max_age": -1]),
            "14:5: error: 'max_age' is not a whole number from 0; write seconds, such as 300"
        ),
    ]

    @Test(arguments: origins + others)
    func everyMistakeIsNamedWithItsPlaceAndWhatToWrite(_ complaint: Complaint) {
        let base = Item.application.with(["routes": ["GET /health": "authenticated"]])
        let messages = compile(base.with(complaint.change)).messages
            .map { $0.replacing("app.yaml:", with: "", maxReplacements: 1) }
        #expect(messages == complaint.messages)
    }

    @Test func whoSetsHeadersAndForgetsTheTokenIsWarned() {
        let change = Self.cors(["headers": ["content-type"]])
        let withToken = compile(Item.application.with(["routes": ["GET /x": "authenticated"]]).with(change))
        #expect(withToken.policy != nil && withToken.diagnostics.count == 1)
        #expect(compile(Item.application.with(change)).diagnostics.isEmpty)
    }

    @Test(
        arguments: [
            (
                ["cors": ["origins": "https://a.test"]],
                "the requirement does not say who may call;"
                    + " add 'access: public', 'access: authenticated' or 'all: [scope]'"
            ),
            (
                ["access": "publik"],
                "'publik' is no choice for 'access'; did you mean 'public'?"
            ),
            (
                ["access": "public", "all": "tstapp_data.read"],
                "'access: public' says who may call, and so does 'all'; remove one"
            ),
        ] as [(Item, String)]
    )
    func aRouteWithItsOwnCorsStillSaysWhoMayCall(_ requirement: Item, _ message: String) {
        let compilation = compile(.application(routes: ["GET /x": requirement]))
        #expect(compilation.diagnostics.map { $0.message + ($0.suggestion.map { "; \($0)" } ?? "") } == [message])
        #expect(compilation.policy == nil)
    }
}
