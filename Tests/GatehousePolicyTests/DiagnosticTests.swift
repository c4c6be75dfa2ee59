import GatehousePolicy
import GatehouseTestSupport
import Testing

/// A change to an application that compiles, and what is said about it, line by line.
struct Complaint: CustomTestStringConvertible, Sendable {
    let name: String
    let change: Item
    let messages: [String]

    init(_ name: String, _ change: Item, _ messages: String...) {
        self.name = name
        self.change = change
        self.messages = messages
    }

    var testDescription: String { name }
}

@Suite("What is wrong with an application")
struct DiagnosticTests {
    @Test func theSameFilesHaveTheSameDiagnosticsInTheSameOrder() {
        let item = Item.application(key: "app", prefix: "/x").with(["audience": "urn:example:api"])
        let first = compile(item, item).diagnostics
        #expect(first.count >= 2)
        for _ in 0..<32 { #expect(compile(item, item).diagnostics == first) }
    }

    @Test func nothingIsWrongWithTheFixture() {
        #expect(compile(.application).messages.isEmpty)
    }

    @Test(arguments: shapeComplaints + placeComplaints + scopeComplaints + requirementComplaints)
    func everyMistakeIsNamedWithItsPlaceAndWhatToWrite(_ complaint: Complaint) {
        let compilation = compile(Item.application.with(complaint.change))
        let messages = compilation.diagnostics.map { "\($0)".replacing("app.yaml:", with: "", maxReplacements: 1) }
        #expect(messages == complaint.messages)
        #expect(compilation.policy == nil || compilation.diagnostics.allSatisfy { $0.severity == .warning })
    }

    @Test func allMistakesAreReportedAtOnceInTheOrderOfTheLines() {
        let compilation = compile([
            "aplication": "tstapp",
            "upstream": "ftp://x",
            "prefix": "tstapp/",
            "hosts": ["A.test", "b.test/"],
            "routes": ["GET x": "public", "FETCH /x": "nobody"],
        ])
        #expect(
            compilation.messages == [
                "app.yaml:1:1: error: unknown key 'aplication' in an application; did you mean 'application'?",
                "app.yaml:1:1: error: 'application' is missing; write 'application: ' and a key",
                "app.yaml:2:3: error: 'ftp://x' is not an upstream;"
                    + " write 'http://host:port', 'https://host', 'h2c://host:port' or 'unix:/path'",
                "app.yaml:3:3: error: the prefix 'tstapp/' does not begin with '/'; write '/tstapp/'",
                "app.yaml:5:5: error: 'A.test' is not a host; write 'a.test'",
                "app.yaml:6:5: error: 'b.test/' is not a host; write the name alone, without scheme and path",
                "app.yaml:8:3: error: the path 'x' does not begin with '/'; write '/x'",
                "app.yaml:9:5: error: unknown scope 'nobody'; declare it under 'scopes' with a sentence for the consent"
                    + " screen",
            ]
        )
    }

    @Test(arguments: ["x", ["x"]] as [Item])
    func aFileThatIsNoMappingIsRefused(_ item: Item) {
        #expect(
            compile(item).messages == [
                "app.yaml:1:1: error: the file does not declare an application;"
                    + " begin with 'application: ' and a short key"
            ]
        )
    }

    @Test func diagnosticsNeverShowControlCharacters() {
        let compilation = compile(Item.application.with(["\u{1B}[31m\u{202E}x": "y"]))
        #expect(compilation.messages.count == 1)
        #expect(compilation.messages[0].contains("'\\u{1b}[31m\\u{202e}x'"))
    }
}

extension DiagnosticTests {
    static let shapeComplaints = [
        Complaint(
            "unknown key",
            ["prefx": "/x"],
            "11:1: error: unknown key 'prefx' in an application; did you mean 'prefix'?"
        ),
        Complaint(
            "unknown key, nothing near",
            ["zzzzzz": "/x"],
            "11:1: error: unknown key 'zzzzzz' in an application; the keys are application, name, upstream, hosts, prefix,"
                + " strip_prefix, audience, claims, scopes, routes, clients, grants, issuers, examples, cors, limits, paths,"
                + " forward_token, case_sensitive_upstream, stream_past_expiry, insecure_shared_origin,"
                + " balance, health_check, ejection, slow_start_seconds, concurrency, retries, resolve_seconds,"
                + " host_header, timeouts, size_limits"
        ),
        Complaint(
            "quota",
            ["quota": 5],
            "11:1: error: 'quota' does not belong in an application; write it as one of 'limits'"
        ),
        Complaint(
            "rate limit of a route",
            ["routes": ["GET /x": ["any": "tstapp_data.read", "rate_limit": "5/s"]]],
            "12:5: error: 'rate_limit' does not belong in a requirement; write it as one of the application's 'limits'"
        ),
        Complaint(
            "health of an upstream that speaks HTTP/2 alone",
            ["upstream": "h2c://a:1", "health_check": ["path": "/healthz"]],
            "11:1: error: an upstream over h2c cannot be asked for its health, which is done in HTTP/1.1; "
                + "remove it: an endpoint that fails is ejected all the same"
        ),
        Complaint("no routes", ["routes": []], "9:3: error: 'routes' is not a mapping; write 'key: value' lines"),
        Complaint("key in uppercase", ["application": "TstApp"], keyMessage("TstApp")),
        Complaint("key with an underscore", ["application": "tst_app"], keyMessage("tst_app")),
        Complaint(
            "empty key",
            ["application": ""],
            "1:3: error: 'application' has no value; write one or remove the key"
        ),
        Complaint(
            "key is null",
            ["application": "~"],
            "1:3: error: 'application' has no value; write one or remove the key"
        ),
        Complaint(
            "reserved key",
            ["application": "gatehouse"],
            "1:3: error: 'gatehouse' is the built-in application; choose another key"
        ),
        Complaint(
            "a word for a flag",
            ["strip_prefix": "yes"],
            "11:3: error: 'strip_prefix' is neither true nor false; write 'true' or 'false'"
        ),
        Complaint(
            "a quoted flag",
            ["forward_token": .quoted("true")],
            "11:3: error: 'forward_token' is neither true nor false; write 'true' or 'false'"
        ),
        Complaint(
            "a duplicate key",
            .map([
                ("routes", .map([("GET /x", "public"), ("GET /y", "public"), ("GET /x", "authenticated")]))
            ]),
            "12:3: error: duplicate key 'GET /x'; it is on line 10 already: remove one"
        ),
        Complaint(
            "path options",
            ["paths": ["encoded_slash": "keep", "empty_segment": "keep"]],
            "12:5: error: 'keep' is no choice for 'encoded_slash'; write 'encoded_slash: segment' or remove it",
            "13:3: error: unknown key 'empty_segment' in 'paths'; did you mean 'empty_segments'?"
        ),
        Complaint(
            "server's claims",
            ["claims": ["department", "sub"]],
            "13:5: error: the claim 'sub' is set by the server; name attributes of people, such as 'department'"
        ),
    ]

    private static func keyMessage(_ key: String) -> String {
        "1:3: error: '\(key)' is not a short key; use lowercase letters and digits only, at most 63"
    }

    static let placeComplaints = [
        Complaint(
            "no scheme",
            ["upstream": "127.0.0.1:9000"],
            "2:3: error: '127.0.0.1:9000' is not an upstream;"
                + " write 'http://host:port', 'https://host', 'h2c://host:port' or 'unix:/path'"
        ),
        Complaint(
            "h2c to the gate itself",
            ["upstream": "h2c://localhost:8080"],
            "2:3: error: 'h2c://localhost:8080' is the gate itself; name the address at which the application listens"
        ),
        Complaint(
            "two base paths",
            ["upstream": ["http://a.test/v1", "http://b.test"]],
            "4:5: error: the upstreams have different base paths;"
                + " end each with the same path: a request may go to any of them"
        ),
        Complaint(
            "the gate itself",
            ["upstream": "http://localhost:8080/x"],
            "2:3: error: 'http://localhost:8080/x' is the gate itself; name the address at which the application listens"
        ),
        Complaint(
            "a prefix with a slash",
            ["prefix": "/x/"],
            "3:3: error: the prefix '/x/' ends with '/'; leave it out"
        ),
        Complaint(
            "a prefix with a wildcard",
            ["prefix": "/{x}"],
            "3:3: error: '/{x}' is not a prefix; use at most 16 segments of letters, digits, '-', '.', '_' and '~'"
        ),
        Complaint(
            "a relative audience",
            ["audience": "tstapp"],
            "11:3: error: 'tstapp' is not an absolute URI without fragment; write one, such as 'http://localhost:8080/tstapp'"
        ),
        Complaint(
            "an audience with a fragment",
            ["audience": "https://x.test/#a"],
            "11:3: error: 'https://x.test/#a' is not an absolute URI without fragment;"
                + " write one, such as 'http://localhost:8080/tstapp'"
        ),
        Complaint(
            "the issuer as audience",
            ["audience": "http://localhost:8080"],
            "11:3: error: the audience of 'tstapp' is the issuer itself;"
                + " a token for the issuer would open the application: name another 'audience'"
        ),
        Complaint(
            "the admin API's audience",
            ["audience": "http://localhost:8080/gatehouse"],
            "11:3: error: 'tstapp' would be known as 'http://localhost:8080/gatehouse', as the admin API of this server is;"
                + " a token for one would open the other: choose another 'audience' and 'prefix'"
        ),
        Complaint(
            "a host twice",
            ["hosts": ["a.test", "a.test"]],
            "13:5: error: 'a.test' is there twice; remove one"
        ),
        Complaint(
            "an empty list",
            ["hosts": []],
            "11:3: error: 'hosts' is an empty list; name at least one or remove the key"
        ),
    ]

    static let scopeComplaints = [
        Complaint(
            "scope without the key",
            ["scopes": ["data.read": "Read"]],
            "5:3: error: the scope 'data.read' does not begin with 'tstapp_'; write 'tstapp_data.read'"
        ),
        Complaint(
            "scope that is only the key",
            ["scopes": ["tstapp_": "Read"]],
            "5:3: error: the scope 'tstapp_' does not begin with 'tstapp_'; write 'tstapp_tstapp_'"
        ),
        Complaint(
            "scope of OpenID Connect",
            ["scopes": ["openid": "Read"]],
            "5:3: error: the scope 'openid' is predefined by OpenID Connect; remove it"
        ),
        Complaint(
            "not a scope-token",
            ["scopes": ["tstapp_\u{E9}": "Read"]],
            "5:3: error: 'tstapp_\u{E9}' is not a scope;"
                + " use visible ASCII characters except '\"' and '\\', at most 200"
        ),
        Complaint(
            "no sentence",
            ["scopes": ["tstapp_x": ["assigned": true]]],
            "5:5: error: the scope 'tstapp_x' has no 'text'; write the sentence that the consent screen shows"
        ),
        Complaint(
            "empty sentence",
            ["scopes": ["tstapp_x": ""]],
            "5:5: error: the sentence of 'tstapp_x' has no value; write one or remove the key"
        ),
        Complaint(
            "misspelt scope",
            ["routes": ["GET /x": "tstapp_data.raed"]],
            "10:5: error: unknown scope 'tstapp_data.raed'; did you mean 'tstapp_data.read'?"
        ),
        Complaint(
            "misspelt word",
            ["routes": ["GET /x": "pubic"]],
            "10:5: error: unknown scope 'pubic'; did you mean 'public'?"
        ),
        Complaint(
            "undeclared scope",
            ["routes": ["GET /x": "tstapp_reports.export"]],
            "10:5: error: unknown scope 'tstapp_reports.export';"
                + " declare it under 'scopes' with a sentence for the consent screen"
        ),
        Complaint(
            "another application's scope",
            ["routes": ["GET /x": "billing_read"]],
            "10:5: error: unknown scope 'billing_read'; scopes of this application begin with 'tstapp_'"
        ),
        Complaint(
            "predefined scope",
            ["routes": ["GET /x": "openid"]],
            "10:5: error: 'openid' is a scope of OpenID Connect: it opens no application's route; declare a scope of this"
                + " application under 'scopes', or write 'authenticated' for any valid token"
        ),
        Complaint(
            "built-in scope",
            ["routes": ["GET /x": "gatehouse_admin"]],
            "10:5: error: 'gatehouse_admin' is a scope of the built-in application; name a scope that is declared here"
        ),
        Complaint(
            "a word in a list",
            ["routes": ["GET /x": ["tstapp_data.read", "public"]]],
            "12:7: error: 'public' is a word and not a scope; write it alone: 'GET /path: public'"
        ),
    ]

    static let requirementComplaints = [
        Complaint(
            "empty requirement",
            ["routes": ["GET /x": [:]]],
            "10:5: error: the requirement is empty; write 'authenticated' or 'public'"
        ),
        Complaint(
            "empty list of scopes",
            ["routes": ["GET /x": ["any": []]]],
            "11:7: error: 'any' is an empty list; name at least one or remove the key"
        ),
        Complaint(
            "unknown condition",
            ["routes": ["GET /x": ["max-age": 300]]],
            "11:5: error: unknown key 'max-age' in a requirement; did you mean 'max_age'?"
        ),
        Complaint(
            "max_age as a text",
            ["routes": ["GET /x": ["max_age": "5m"]]],
            "11:7: error: 'max_age' is not a whole number from 1; write seconds, such as 300"
        ),
        Complaint(
            "max_age of nothing",
            ["routes": ["GET /x": ["max_age": 0]]],
            "11:7: error: 'max_age' is not a whole number from 1; write seconds, such as 300"
        ),
        Complaint(
            "an ambiguous claim",
            ["claims": ["active"], "routes": ["GET /x": ["claims": ["active": "yes"]]]],
            "12:9: error: 'yes' could be a text or something else;"
                + " write \"yes\" in quotes for a text, or a JSON number, true, false or null"
        ),
        Complaint(
            "a claim that no token has",
            ["claims": ["department"], "routes": ["GET /x": ["claims": ["departement": "x"]]]],
            "12:7: warning: tokens of this server do not carry the claim 'departement'; did you mean 'department'?"
        ),
        Complaint(
            "a client with a space",
            ["routes": ["GET /x": ["clients": "a b"]]],
            "11:7: error: 'a b' is not a client's identifier; use at most 200 visible ASCII characters without ':'"
        ),
        Complaint(
            "a tie",
            ["routes": ["GET /x/{id}": "public", "GET,POST /x/*/": "authenticated"]],
            "11:3: error: 'GET,POST /x/*/' on line 11 and 'GET /x/{id}' on line 10 match the same requests, and neither is"
                + " more specific; remove one, or make it differ in path or method"
        ),
        Complaint(
            "a tie of ANY",
            ["routes": ["ANY /x/**": "public", "ANY /x/**/": "public"]],
            "11:3: error: 'ANY /x/**/' on line 11 and 'ANY /x/**' on line 10 match the same requests, and neither is"
                + " more specific; remove one, or make it differ in path or method"
        ),
    ]
}
