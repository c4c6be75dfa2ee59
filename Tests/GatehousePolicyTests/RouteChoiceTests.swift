import GatehousePolicy
import GatehouseTestSupport
import Testing

/// A request and the route that it selects.
struct Selection: CustomTestStringConvertible, Sendable {
    let method: String
    let path: String
    let route: String

    init(_ method: String, _ path: String, _ route: String) {
        self.method = method
        self.path = path
        self.route = route
    }

    var testDescription: String { "\(method) \(path) selects \(route)" }
}

@Suite("Which route")
struct RouteChoiceTests {
    static let routes: Item = [
        "GET /": "public",
        "GET /health": "public",
        "GET /data/**": "public",
        "POST,PUT /data/**": "public",
        "GET /data/{id}": "public",
        "DELETE /data/{id}": "public",
        "GET /data/latest": "public",
        "ANY /me": "public",
        "HEAD /me": "public",
        "GET /a/{x}/c": "public",
        "GET /{x}/b/c": "public",
        "GET /a/**": "public",
        "GET /*/b/**": "public",
        "GET /caf%c3%a9": "public",
        "GET /bang!": "public",
        "PURGE /cache": "public",
    ]

    @Test(arguments: [
        Selection("GET", "/tstapp", "GET /"),
        Selection("GET", "/tstapp/", "GET /"),
        Selection("GET", "/tstapp/health", "GET /health"),
        // A trailing slash does not change the route.
        Selection("GET", "/tstapp/health/", "GET /health"),
        Selection("GET", "/tstapp/data/7/", "GET /data/{id}"),
        // `**` is any rest, also none.
        Selection("GET", "/tstapp/data", "GET /data/**"),
        Selection("GET", "/tstapp/data/", "GET /data/**"),
        Selection("GET", "/tstapp/data/7/8/9", "GET /data/**"),
        // Literal over `{}` over `**`.
        Selection("GET", "/tstapp/data/latest", "GET /data/latest"),
        Selection("GET", "/tstapp/data/7", "GET /data/{id}"),
        // Only routes for the method compete.
        Selection("DELETE", "/tstapp/data/latest", "DELETE /data/{id}"),
        Selection("POST", "/tstapp/data/7", "POST,PUT /data/**"),
        // GET answers HEAD, unless HEAD has its own route there.
        Selection("HEAD", "/tstapp/data/7", "GET /data/{id}"),
        Selection("HEAD", "/tstapp/me", "HEAD /me"),
        // ANY is every method but CONNECT and TRACE.
        Selection("GET", "/tstapp/me", "ANY /me"),
        Selection("QUERY", "/tstapp/me", "ANY /me"),
        Selection("CONNECT", "/tstapp/me", "405 GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        Selection("TRACE", "/tstapp/me", "405 GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        // Segment by segment, with a way back where the more literal way leads nowhere.
        Selection("GET", "/tstapp/a/b/c", "GET /a/{x}/c"),
        Selection("GET", "/tstapp/a/b/d", "GET /a/**"),
        Selection("GET", "/tstapp/z/b/c", "GET /{x}/b/c"),
        Selection("GET", "/tstapp/z/b/d/e", "GET /*/b/**"),
        // Templates compare octets.
        Selection("GET", "/tstapp/caf%C3%A9", "GET /caf%c3%a9"),
        Selection("GET", "/tstapp/cafe%CC%81", "404"),
        Selection("GET", "/tstapp/bang%21", "GET /bang!"),
        // Methods are case-sensitive (RFC 9110 §9.1), and there are others than the common ones.
        Selection("get", "/tstapp/health", "405 GET, HEAD"),
        Selection("PURGE", "/tstapp/cache", "PURGE /cache"),
        Selection("GET", "/tstapp/cache", "405 PURGE"),
        // Path known, method not: Allow lists what is answered; GET implies HEAD.
        Selection("POST", "/tstapp/health", "405 GET, HEAD"),
        Selection("PATCH", "/tstapp/data/7", "405 GET, HEAD, POST, PUT, DELETE"),
        // Nothing matches.
        Selection("GET", "/tstapp/nothing", "404"),
        Selection("GET", "/tstapp/health/more", "404"),
        Selection("GET", "/tstapp/hea", "404"),
        Selection("GET", "/tstapp/healthy", "404"),
    ])
    func theMostSpecificRouteWins(_ selection: Selection) throws {
        let policy = try policy(.application(routes: Self.routes))
        #expect(policy.route(selection.method, selection.path) == selection.route)
    }

    @Test func aNamedMethodGoesBeforeAnyOnlyAtTheSamePath() throws {
        let policy = try policy(
            .application(routes: [
                "GET /x": "public", "ANY /x": "public", "GET /y/**": "public", "ANY /y/{id}": "public",
            ])
        )
        #expect(policy.route("GET", "/tstapp/x") == "GET /x")
        #expect(policy.route("POST", "/tstapp/x") == "ANY /x")
        #expect(policy.route("GET", "/tstapp/y/1") == "ANY /y/{id}")
    }

    @Test func aNamedSegmentIsNeverEmpty() throws {
        let item = Item.application.with([
            "paths": ["empty_segments": "keep"],
            "routes": ["GET /data/{id}": "public", "GET /rest/**": "public"],
        ])
        let policy = try policy(item)
        #expect(policy.route("GET", "/tstapp/data/") == "404")
        #expect(policy.route("GET", "/tstapp/data//") == "404")
        #expect(policy.route("GET", "/tstapp/data//7") == "404")
        #expect(policy.route("GET", "/tstapp/rest//7") == "GET /rest/**")
    }

    @Test func anEncodedSlashStaysInsideOneSegment() throws {
        let item = Item.application.with([
            "paths": ["encoded_slash": "segment"],
            "routes": ["GET /files/{name}": "public", "GET /files/a%2Fb": "public"],
        ])
        let policy = try policy(item)
        #expect(policy.route("GET", "/tstapp/files/a%2Fb") == "GET /files/a%2Fb")
        #expect(policy.route("GET", "/tstapp/files/a%2Fc") == "GET /files/{name}")
        #expect(policy.route("GET", "/tstapp/files/a/b") == "404")
    }
}
