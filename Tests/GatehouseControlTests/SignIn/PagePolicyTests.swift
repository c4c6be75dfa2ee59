import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("What browsers may do with the pages")
struct PagePolicyTests {
    let fixture: ControlFixture
    let browser: PageBrowser

    init() throws {
        fixture = try .withPeople()
        browser = PageBrowser(fixture)
    }

    // Chromium holds every redirect after a form to `form-action`: from the sign-in page the chain may end at the client.
    @Test func signInAndConsentMayEndAtTheClient() async throws {
        let login = try await browser.begin()
        let wrong = try await browser.signIn(on: login, password: "wrong")
        let consent = try await browser.follow(try await browser.signIn(on: login))

        for page in [login, wrong, consent] {
            #expect(page.formAction == "form-action 'self' https://app.example.test")
            #expect(page.headers[.contentSecurityPolicy]?.contains("script-src") == false)
            #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        }
    }

    @Test func aDirectVisitEndsHere() async throws {
        #expect(try await browser.get("/login").formAction == "form-action 'self'")
        #expect(try await browser.signIn().formAction == "form-action 'self'")
    }

    @Test func theAnswerToANativeClientMayGoToItsPort() async throws {
        let login = try await browser.begin([
            ("client_id", "desk"), ("redirect_uri", "http://127.0.0.1:51004/callback"),
        ])

        #expect(login.formAction == "form-action 'self' http://127.0.0.1:51004")
    }

    @Test func nothingIsStoredAndNothingIsFramed() async throws {
        var answers = [try await browser.get("/login"), try await browser.get(PageBrowser.request())]
        let login = try await browser.begin()
        answers += [login, try await browser.signIn(on: login)]
        for path in PageGuardTests.pages + ["/consent", "/consent?flow=x", "/account?done=password"] {
            answers.append(try await browser.get(path))
        }
        for path in PageGuardTests.forms {
            answers.append(try await browser.post([], to: path))
        }

        for answer in answers {
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.frameOptions] == "DENY")
            #expect(answer.headers[values: .contentSecurityPolicy].count == 1)
            // With `no-referrer` browsers would call the origin of our own forms null.
            let expected = answer.headers[.location] == nil ? "same-origin" : "no-referrer"
            #expect(answer.headers[.referrerPolicy] == expected)
        }
    }

    @Test(arguments: ["/login", "/account", PageBrowser.request()])
    func headAnswersLikeGetWithoutTheBody(path: String) async throws {
        let get = try await browser.get(path)
        let head = try await browser.get(path, method: .head)

        #expect(head.status == get.status)
        #expect(head.headers[.contentType] == get.headers[.contentType])
        #expect(head.text.isEmpty)
    }

    @Test func theStyleSheetIsWhereThePagesSay() async throws {
        let page = try await browser.get("/login")
        let path = try #require(page.reading.all("link").compactMap { $0["href"] }.first { $0.hasSuffix(".css") })

        let sheet = try await browser.get(path)

        #expect(sheet.status == .ok)
        #expect(sheet.headers[.contentType] == "text/css; charset=utf-8")
        #expect(sheet.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(sheet.headers[.setCookie] == nil)
    }

    @Test func aLogoIsServedFromHereAsWhatItIs() async throws {
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]
        _ = try await fixture.store.setLogo(ClientLogo(png), of: .fixture("app"), audit: .fixture())

        let logo = try await browser.get(LogoController.path(of: .fixture("app")))
        let consent = try await browser.follow(try await browser.signIn(on: try await browser.begin()))

        #expect(logo.status == .ok)
        #expect(logo.headers[.contentType] == "image/png")
        #expect(logo.headers[.xContentTypeOptions] == "nosniff")
        #expect(Array(buffer: logo.body) == png)
        #expect(consent.reading.all("img").map { $0["src"] } == ["/assets/gatehouse/logo/app"])
    }

    @Test(arguments: ["nobody", "desk", "", "%2e%2e%2f", "%zz", "a/b"])
    func whereThereIsNoLogoThereIsNothing(name: String) async throws {
        #expect(try await browser.get("/assets/gatehouse/logo/" + name).status == .notFound)
    }
}
