import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Cookies of the issuer's pages")
struct GatehouseCookieTests {
    private func value(_ fields: [String], isSecure: Bool = false) -> String? {
        var headers: HTTPFields = [:]
        for field in fields {
            headers.append(HTTPField(name: .cookie, value: field))
        }
        let head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/", headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        return GatehouseCookie.session(isSecure: isSecure).value(in: request)
    }

    @Test func theValueIsFoundAmongOthers() {
        #expect(value(["a=b; gatehouse-session=abc_-9; c=d"]) == "abc_-9")
        #expect(value(["a=b", " gatehouse-session=abc \t"]) == "abc")
    }

    @Test(arguments: [
        ["gatehouse-session=abc; gatehouse-session=abc"], ["gatehouse-session=abc", "gatehouse-session=def"],
        ["gatehouse-session=abc; gatehouse-session="],
    ])
    func aNameThatStandsThereTwiceCountsForNothing(fields: [String]) {
        #expect(value(fields) == nil)
    }

    @Test(arguments: [
        "gatehouse-session=", "gatehouse-session", "Gatehouse-Session=abc", "xgatehouse-session=abc",
        "gatehouse-session=\"abc\"", "gatehouse-session=a b", "gatehouse-session=ä", "gatehouse-session=a=b",
        "gatehouse-session =abc", "__Host-gatehouse-session=abc",
        "gatehouse-session=" + String(repeating: "a", count: 129),
    ])
    func otherValuesAreNoneOfOurs(field: String) {
        #expect(value([field]) == nil)
    }

    @Test func overTLSOnlyTheProtectedNameCounts() {
        #expect(value(["gatehouse-session=abc"], isSecure: true) == nil)
        #expect(value(["__Host-gatehouse-session=abc"], isSecure: true) == "abc")
    }

    @Test func aCookieTwiceIsNoSession() async throws {
        let browser = PageBrowser(try .withPeople())
        try await browser.signIn()
        let pair = "gatehouse-session=\(browser.cookies["gatehouse-session"] ?? "")"

        let answer = try await browser.get("/account", headers: [.cookie: pair + "; " + pair])

        #expect(answer.headers[.location] == "/login")
    }

    @Test func onLoopbackCookiesAreNotSecure() async throws {
        let browser = PageBrowser(try .withPeople())

        let login = try await browser.get("/login")
        let answer = try await browser.signIn(on: login)

        let first = try #require(login.headers[.setCookie])
        #expect(first.hasPrefix("gatehouse-browser="))
        #expect(first.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
        let second = try #require(answer.headers[.setCookie])
        #expect(second.hasPrefix("gatehouse-session="))
        #expect(second.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"))
    }

    @Test func overTLSCookiesAreBoundToTheHost() async throws {
        let browser = PageBrowser(try .withPeople(issuer: "https://auth.example.test"))

        let login = try await browser.get("/login")
        let answer = try await browser.signIn(on: login)
        try await browser.post([("csrf", try await csrf(of: browser))], to: "/account/sign-out").expectRemoval()

        #expect(login.headers[.setCookie]?.hasPrefix("__Host-gatehouse-browser=") == true)
        #expect(login.headers[.setCookie]?.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Secure") == true)
        #expect(answer.headers[.setCookie]?.hasPrefix("__Host-gatehouse-session=") == true)
        #expect(answer.headers[.setCookie]?.hasSuffix("; Secure") == true)
        #expect(answer.headers[.setCookie]?.contains("Domain") == false)
    }

    private func csrf(of browser: PageBrowser) async throws -> String {
        try #require(try await browser.get("/account").reading.field("csrf"))
    }
}

extension TestResponse {
    fileprivate func expectRemoval() {
        #expect(
            headers[.setCookie]
                == "__Host-gatehouse-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
        )
    }
}
