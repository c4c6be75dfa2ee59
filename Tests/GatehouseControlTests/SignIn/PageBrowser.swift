import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

/// A browser without a screen in front of the issuer's site: keeps cookies, goes where it is told.
final class PageBrowser {
    static let password = "correct horse battery staple"
    static let callback = "https://app.example.test/callback"
    /// RFC 7636 appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    let fixture: ControlFixture
    /// By name.
    var cookies: [String: String] = [:]

    init(_ fixture: ControlFixture) {
        self.fixture = fixture
    }

    /// A navigation to a path.
    func get(_ uri: String, headers: HTTPFields = [:], method: HTTPRequest.Method = .get) async throws -> TestResponse {
        try await execute(uri, method: method, headers: headers)
    }

    /// Sends the form of a page that goes to `action`, with what was typed.
    func submit(
        _ page: TestResponse,
        to action: String,
        _ typed: [(name: String, value: String)] = [],
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        let page = page.reading
        #expect(page.all("form").contains { $0["action"] == action })
        let known = typed.map(\.name)
        let hidden = ["csrf", "flow", "challenge"].filter { !known.contains($0) }
            .compactMap { name in page.field(name).map { (name: name, value: $0) } }
        return try await post(hidden + typed, to: action, headers: headers)
    }

    /// Sends a form of the test's own.
    func post(
        _ fields: [(name: String, value: String)],
        to action: String,
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await post(FormText.encode(fields), to: action, headers: headers)
    }

    /// Sends a body as it is.
    func post(_ body: String, to action: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        if headers[.origin] == nil { headers[.origin] = fixture.server.configuration.issuer }
        return try await execute(action, method: .post, headers: headers, body: body)
    }

    private func execute(
        _ uri: String,
        method: HTTPRequest.Method,
        headers: HTTPFields,
        body: String = ""
    ) async throws -> TestResponse {
        var headers = headers
        headers[.gatehousePeer] = "192.0.2.7"
        if headers[.cookie] == nil, !cookies.isEmpty {
            headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
        }
        let answer = try await fixture.issuerApplication()
            .test(.router) { [headers] client in
                try await client.execute(
                    uri: uri,
                    method: method,
                    headers: headers,
                    body: ByteBuffer(string: body)
                )
            }
        keep(answer)
        return answer
    }

    private func keep(_ answer: TestResponse) {
        for field in answer.headers[values: .setCookie] {
            let pair = field.prefix { $0 != ";" }
            let name = String(pair.prefix { $0 != "=" })
            let isGone = field.contains("Max-Age=0;") || field.hasSuffix("Max-Age=0")
            cookies[name] = isGone ? nil : String(pair.dropFirst(name.count + 1))
        }
    }
}

extension PageBrowser {
    /// The address of an authorization request; nil leaves a parameter out.
    static func request(_ changes: [(String, String?)] = []) -> String {
        let usual: [(name: String, value: String)] = [
            ("client_id", "app"), ("redirect_uri", callback), ("response_type", "code"),
            ("scope", "openid tstapp_data.read"), ("state", "af0if jsldkj"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256"),
        ]
        let others = usual.filter { pair in !changes.contains { $0.0 == pair.name } }
        return "/oauth2/authorize?"
            + FormText.encode(others + changes.compactMap { name, value in value.map { (name: name, value: $0) } })
    }

    /// Asks, and goes on to the page that is shown.
    func begin(_ changes: [(String, String?)] = []) async throws -> TestResponse {
        try await follow(try await get(Self.request(changes)))
    }

    /// Goes where an answer leads, as long as it stays here.
    func follow(_ answer: TestResponse) async throws -> TestResponse {
        var answer = answer
        for _ in 0..<5 {
            guard let location = answer.headers[.location], location.hasPrefix("/") else { return answer }
            answer = try await get(location)
        }
        return answer
    }

    /// Types name and password.
    func signIn(
        on page: TestResponse,
        _ username: String = "ada",
        password: String = PageBrowser.password
    ) async throws -> TestResponse {
        try await submit(page, to: "/login", [("username", username), ("password", password)])
    }

    /// Signs in without an authorization request, and answers the account page.
    @discardableResult
    func signIn(_ username: String = "ada") async throws -> TestResponse {
        let answer = try await signIn(on: try await get("/login"), username)
        #expect(answer.headers[.location] == "/account")
        return try await get("/account")
    }

    /// Signs in and allows all that is asked; answers what the client gets.
    func allow(_ changes: [(String, String?)] = []) async throws -> TestResponse {
        var page = try await begin(changes)
        if page.reading.all("input").contains(where: { $0["name"] == "password" }) {
            page = try await follow(try await signIn(on: page))
        }
        let scopes = page.reading.scopes.map { (name: "scope", value: $0) }
        return try await submit(page, to: "/consent", scopes + [("decision", "allow")])
    }

    /// Signs in, allows, and redeems the code.
    func tokens(_ changes: [(String, String?)] = []) async throws -> [String: String] {
        let answer = try await allow(changes)
        let code = try #require(answer.parameters["code"])
        let form: [(name: String, value: String)] = [
            ("grant_type", "authorization_code"), ("client_id", "app"), ("code", code),
            ("redirect_uri", Self.callback), ("code_verifier", Self.verifier),
        ]
        let tokens = try await fixture.issuerApplication()
            .test(.router) { client in try await client.post("/oauth2/token", form: FormText.encode(form)) }
        #expect(tokens.status == .ok)
        return tokens.members
    }
}
