import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("What the pages refuse")
struct PageGuardTests {
    static let pages = ["/login", "/account", "/account/password", "/account/two-step", "/oauth2/logout"]
    static let forms = [
        "/login", "/login/code", "/login/choose", "/consent", "/account/withdraw", "/account/sessions/end",
        "/account/sessions/end-all", "/account/sign-out", "/account/password", "/account/two-step",
        "/account/two-step/off", "/account/two-step/recovery-codes",
    ]

    let fixture: ControlFixture
    let browser: PageBrowser

    init() throws {
        fixture = try .withPeople()
        browser = PageBrowser(fixture)
    }

    private func token() async throws -> String {
        try #require(try await browser.get("/login").reading.field("csrf"))
    }

    @Test(arguments: forms)
    func aFormWithoutItsTokenChangesNothing(path: String) async throws {
        _ = try await token()

        for fields in [[], [(name: "csrf", value: "AAAA")], [(name: "csrf", value: "%")]] {
            let answer = try await browser.post(fields + [("decision", "allow")], to: path)

            #expect(answer.status == .forbidden)
            #expect(answer.text.contains("stale_form"))
        }
    }

    @Test(arguments: forms)
    func aTokenOfAnotherBrowserIsNone(path: String) async throws {
        let stranger = PageBrowser(fixture)
        let planted = try #require(try await stranger.get("/login").reading.field("csrf"))
        _ = try await token()

        #expect(try await browser.post([("csrf", planted)], to: path).status == .forbidden)
    }

    @Test func aTokenOfTheTimeBeforeSigningInIsStale() async throws {
        let before = try await token()
        try await browser.signIn()

        let answer = try await browser.post([("csrf", before)], to: "/account/sign-out")

        #expect(answer.status == .forbidden)
        #expect(try await browser.get("/account").status == .ok)
    }

    @Test(arguments: [
        "https://evil.example.test", "null", "http://localhost:8081", "https://localhost:8080", "http://LOCALHOST:8080",
        "http://localhost:8080/",
    ])
    func aFormOfAnotherOriginIsRefused(origin: String) async throws {
        let csrf = try await token()

        let answer = try await browser.post(
            [("csrf", csrf), ("username", "ada"), ("password", PageBrowser.password)],
            to: "/login",
            headers: [.origin: origin]
        )

        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("cross_origin"))
        #expect(browser.cookies["gatehouse-session"] == nil)
    }

    @Test(arguments: ["cross-site", "same-site", "none"])
    func aFormThatAnotherSiteSentIsRefused(site: String) async throws {
        let csrf = try await token()

        let answer = try await browser.post([("csrf", csrf)], to: "/login", headers: [.fetchSite: site])

        #expect(answer.status == .forbidden)
    }

    @Test(arguments: ["iframe", "empty", "object", "script", "image"])
    func onlyATabOfItsOwnShowsAPage(destination: String) async throws {
        for path in Self.pages + [PageBrowser.request(), "/consent"] {
            let answer = try await browser.get(path, headers: [.fetchDestination: destination])

            #expect(answer.status == .forbidden)
            #expect(answer.headers[.setCookie] == nil)
            #expect(answer.reading.all("form").isEmpty)
        }
        let form = try await browser.post([], to: "/login", headers: [.fetchDestination: destination])
        #expect(form.status == .forbidden)
    }

    @Test func nothingIsFetchedAhead() async throws {
        let answer = try await browser.get(
            PageBrowser.request(),
            headers: [.fetchDestination: "document", .fetchPurpose: "prefetch;prerender"]
        )

        #expect(answer.status == .forbidden)
    }

    @Test(arguments: ["text/plain", "multipart/form-data; boundary=x", "application/json", ""])
    func otherKindsOfFormsAreNotRead(contentType: String) async throws {
        let csrf = try await token()

        let answer = try await browser.post("csrf=\(csrf)", to: "/login", headers: [.contentType: contentType])

        #expect(answer.status == .badRequest)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
    }

    @Test func aFormHoldsAtMost64KiB() async throws {
        let body = "username=" + String(repeating: "x", count: 65 * 1024)

        for path in ["/login", "/oauth2/logout", "/oauth2/authorize"] {
            #expect(try await browser.post(body, to: path).status == .contentTooLarge)
        }
    }

    @Test(arguments: ["username=ada&username=grace", "password=a&password=b", "username=%zz", "username=%00"])
    func aDoubledOrBrokenFieldIsNotGuessedAt(fields: String) async throws {
        let csrf = try await token()

        let answer = try await browser.post("csrf=\(csrf)&\(fields)", to: "/login")

        #expect(answer.status == .badRequest)
    }

    @Test func whatComesFromElsewhereReplacesNoCookie() async throws {
        // A form of another site comes without our cookies (SameSite): an answer that set new ones would break the old.
        let answer = try await browser.post([], to: "/login", headers: [.origin: "https://evil.example.test"])

        #expect(answer.status == .forbidden)
        #expect(answer.headers[.setCookie] == nil)
    }
}
