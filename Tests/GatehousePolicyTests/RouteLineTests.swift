import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("A route's line")
struct RouteLineTests {
    @Test(arguments: [
        ("get /x", "the method 'get' is not in uppercase; write 'GET'"),
        ("TRACE /x", "the gate never carries TRACE; leave it out"),
        ("GET,CONNECT /x", "the gate never carries CONNECT; leave it out"),
        ("trace /x", "the gate never carries TRACE; leave it out"),
        ("GET,post /x", "the method 'post' is not in uppercase; write 'POST'"),
        ("purgE /x", "the method 'purgE' is not in uppercase; write 'PURGE'"),
        ("GTE /x", "unknown method 'GTE'; did you mean 'GET'?"),
        ("PTACH /x", "unknown method 'PTACH'; did you mean 'PATCH'?"),
        ("* /x", "'*' is not a method; write 'ANY' for every method"),
        ("GET,GET /x", "the method 'GET' is there twice; remove one"),
        ("ANY,GET /x", "'ANY' is every method already; write 'ANY' alone, or the methods without it"),
        ("/x", "'/x' is not a route; write 'ANY /x'"),
        ("GET, POST /x", "'GET, POST /x' is not a route; write 'GET,POST /x'"),
        ("GET  /x", "'GET  /x' is not a route; write 'GET /x'"),
        ("GET", "'GET' is not a route; write methods, one space and a path: 'GET /data/{id}'"),
        ("GET x", "the path 'x' does not begin with '/'; write '/x'"),
        ("GET /a//b", "the path has an empty segment; write a single '/'"),
        ("GET /**/x", "'**' is not the last segment; write '*' for one segment; '**' stands for any rest"),
        ("GET /a/**/**", "'**' is not the last segment; write '*' for one segment; '**' stands for any rest"),
        (
            "GET /x*",
            "a wildcard in 'x*' is not a whole segment;"
                + " write '*' or '{name}' for the segment; as literals '%2A', '%7B', '%7D'"
        ),
        (
            "GET /{id}.json",
            "a wildcard in '{id}.json' is not a whole segment;"
                + " write '*' or '{name}' for the segment; as literals '%2A', '%7B', '%7D'"
        ),
        ("GET /{}", "'{}' is not a named segment; a name has letters, digits and '_' and no pattern: '{id}'"),
        (
            "GET /{id:[0-9]+}",
            "'{id:[0-9]+}' is not a named segment; a name has letters, digits and '_' and no pattern: '{id}'"
        ),
        ("GET /{id}/{id}", "'{id}' is there twice; give the second another name"),
        (
            "GET /:id",
            "':id' is not how a named segment is written; write '{id}', or '%3A' for a colon that begins a segment"
        ),
        ("GET /x?y=1", "'x?y=1' goes on after the path; routes know only the path: leave the query out"),
        (
            "GET /../x",
            "the path has the dot segment '..'; dot segments are resolved before routes are matched: write the path that is meant"
        ),
        ("GET /%2e%2E/x", "the path has an encoded dot segment; write the path that is meant"),
        ("GET /%zz", "'%' without two hex digits in '%zz'; write '%25'"),
        (
            "GET /a%2Fb",
            "'a%2Fb' has an encoded slash, which is refused before routes are matched;"
                + " an application that needs it says 'paths: { encoded_slash: segment }'"
        ),
        (
            "GET /a;b",
            "'a;b' has a ';' parameter, which is refused before routes are matched;"
                + " an application that needs it says 'paths: { parameters: keep }'"
        ),
        (
            "GET /%2541",
            "'%2541' has a double encoding, which is refused before routes are matched;"
                + " an application that needs it says 'paths: { double_encoding: keep }'"
        ),
        ("GET /a\\b", "'a\\b' has a character that no path may have"),
        ("GET /%00", "'%00' encodes a character that no path may have"),
        ("GET /%FF", "'%FF' is not UTF-8; no request with it is let in"),
    ])
    func aLineThatMatchesNothingSensibleIsRefused(_ line: String, _ message: String) {
        let messages = compile(.application(routes: .map([(.plain(line), "public")]))).messages
        #expect(messages == ["app.yaml:10:3: error: \(message)"])
    }

    @Test(arguments: [
        "GET /", "GET,POST /a", "PROPFIND /dav/**", "M-SEARCH /x", "GET /a:b", "GET /v1.2/~x/a-b_c", "GET /caf\u{E9}",
        "GET /%7Bx%7D", "GET /a%20b", "GET /{a}/{b}/*/**", "GET /a+b,c=d&e@f$g", "GET /...",
    ])
    func aLineThatCanMatchIsTaken(_ line: String) throws {
        let policy = try policy(.application(routes: .map([(.plain(line), "public")])))
        #expect(policy.applications[0].routes.map(\.label) == [line])
    }

    @Test func aTemplateOfMoreThan32SegmentsIsRefused() {
        let deep = String(repeating: "/a", count: 33)
        let messages = compile(.application(routes: .map([(.plain("GET \(deep)"), "public")]))).messages
        #expect(messages == ["app.yaml:10:3: error: the path has more than 32 segments; end it with '/**'"])
    }
}
