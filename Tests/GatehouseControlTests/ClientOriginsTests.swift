import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Scripts of clients' own pages")
struct ClientOriginsTests {
    private static let own = "https://app.example.test"

    let fixture: ControlFixture
    let browser: PageBrowser

    init() throws {
        fixture = try .withPeople()
        browser = PageBrowser(fixture)
    }

    @Test(arguments: ["/oauth2/token", "/oauth2/revoke", "/userinfo"])
    func aBrowserMayAskWithProofsAndWithoutCookies(path: String) async throws {
        let answer = try await browser.get(path, headers: [.origin: Self.own], method: .options)

        #expect(answer.status == .noContent)
        #expect(answer.headers[.accessControlAllowOrigin] == Self.own)
        #expect(answer.headers[.accessControlAllowMethods] == "GET, POST")
        #expect(answer.headers[.accessControlAllowHeaders] == "Authorization, Content-Type, DPoP")
        #expect(answer.headers[.accessControlAllowCredentials] == nil)
        #expect(answer.headers[.vary] == "Origin")
    }

    @Test(arguments: ["/oauth2/introspect", "/oauth2/authorize", "/login", "/account"])
    func nothingElseIsForScripts(path: String) async throws {
        let answer = try await browser.get(path, headers: [.origin: Self.own], method: .options)

        #expect(answer.status == .methodNotAllowed)
        #expect(answer.headers[.accessControlAllowOrigin] == nil)
    }

    @Test func aPageOfNoOriginIsLetInNowhere() async throws {
        let answer = try await browser.get("/oauth2/token", headers: [.origin: "null"], method: .options)

        #expect(answer.headers[.accessControlAllowOrigin] == nil)
    }

    @Test(arguments: [
        ("app", ClientOriginsTests.own, true), ("app", "https://evil.example.test", false),
        ("app", "http://app.example.test", false), ("app", "https://app.example.test:8443", false),
        ("app", "https://APP.example.test", false), ("app", "null", false),
        ("desk", ClientOriginsTests.own, false), ("desk", "http://127.0.0.1", true),
        ("reader", ClientOriginsTests.own, false), ("nobody", ClientOriginsTests.own, false),
    ])
    func onlyTheClientsOwnPagesMayRead(client: String, origin: String, isAllowed: Bool) async throws {
        for path in ["/oauth2/token", "/oauth2/revoke"] {
            let answer = try await browser.post(
                [("grant_type", "authorization_code"), ("client_id", client), ("code", "x"), ("token", "x")],
                to: path,
                headers: [.origin: origin]
            )

            #expect(answer.headers[.accessControlAllowOrigin] == (isAllowed ? origin : nil))
            #expect(answer.headers[.accessControlAllowCredentials] == nil)
            #expect((answer.headers[.vary] == "Origin") == isAllowed)
        }
    }

    @Test func aScriptRedeemsItsCodeAndReadsWhoSignedIn() async throws {
        let code = try #require(try await browser.allow().parameters["code"])
        let answer = try await browser.post(
            [
                ("grant_type", "authorization_code"), ("client_id", "app"), ("code", code),
                ("redirect_uri", PageBrowser.callback), ("code_verifier", PageBrowser.verifier),
            ],
            to: "/oauth2/token",
            headers: [.origin: Self.own]
        )
        #expect(answer.status == .ok)
        #expect(answer.headers[.accessControlAllowOrigin] == Self.own)

        let bearer = "Bearer " + (answer.members["access_token"] ?? "")
        for (origin, isAllowed) in [(Self.own, true), ("https://evil.example.test", false)] {
            let person = try await browser.get("/userinfo", headers: [.origin: origin, .authorization: bearer])
            #expect(person.status == .ok)
            #expect(person.headers[.accessControlAllowOrigin] == (isAllowed ? origin : nil))
        }
        // A script has to learn that its token has expired.
        fixture.clock.wait(10_000)
        let late = try await browser.get("/userinfo", headers: [.origin: Self.own, .authorization: bearer])
        #expect(late.status == .unauthorized)
        #expect(late.headers[.accessControlAllowOrigin] == Self.own)
        #expect(late.headers[.accessControlExposeHeaders] == "DPoP-Nonce, WWW-Authenticate")
    }

    @Test func aFormThatIsTooLargeIsNotReadInPart() async throws {
        let body = "client_id=app&x=" + String(repeating: "x", count: 65 * 1024)

        let answer = try await browser.post(body, to: "/oauth2/token", headers: [.origin: Self.own])

        #expect(answer.status == .contentTooLarge)
        #expect(answer.headers[.accessControlAllowOrigin] == nil)
    }
}
