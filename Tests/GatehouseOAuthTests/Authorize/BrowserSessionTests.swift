import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Sessions of browsers")
struct BrowserSessionTests {
    private func signedIn(_ change: (inout PeopleConfiguration) -> Void) async throws -> TestBrowser {
        var settings = PeopleConfiguration()
        change(&settings)
        var browser = TestBrowser(try await TestServer(settings: settings).server)
        try await browser.signIn()
        return browser
    }

    @Test func aSessionEndsWithoutUse() async throws {
        var browser = try await signedIn { $0.sessionIdleSeconds = 100 }
        for _ in 0..<5 {
            browser.wait(99)
            #expect(try await browser.server.signedIn(browser.context)?.user.id == User.ada.id)
        }
        browser.wait(100)
        #expect(try await browser.server.signedIn(browser.context) == nil)
    }

    @Test func aSessionEndsWithUseToo() async throws {
        var browser = try await signedIn {
            $0.sessionIdleSeconds = 100
            $0.sessionSeconds = 250
        }
        for _ in 0..<2 {
            browser.wait(90)
            #expect(try await browser.server.signedIn(browser.context) != nil)
        }
        browser.wait(70)
        #expect(try await browser.server.signedIn(browser.context) == nil)
    }

    @Test func aSessionThatEndedIsNotContinued() async throws {
        var browser = try await signedIn { $0.sessionIdleSeconds = 100 }
        let first = try await browser.server.signedIn(browser.context)?.session.id
        browser.wait(200)
        #expect(try await browser.signIn().session.id != first)
    }

    @Test func withoutACookieNobodyIsSignedIn() async throws {
        var browser = try await signedIn { _ in }
        browser.context.sessionSecret = nil
        #expect(try await browser.server.signedIn(browser.context) == nil)
        browser.context.sessionSecret = Secret("")
        #expect(try await browser.server.signedIn(browser.context) == nil)
    }

    @Test func aFormBelongsToABrowserAndASession() async throws {
        let browser = try await signedIn { _ in }
        let server = browser.server
        let token = server.formToken(for: browser.context)
        #expect(server.isFormToken(token, for: browser.context))
        var other = browser.context
        other.browserID = "another browser"
        #expect(!server.isFormToken(token, for: other))
        var signedOut = browser.context
        signedOut.sessionSecret = nil
        #expect(!server.isFormToken(token, for: signedOut))
        #expect(server.isFormToken(server.formToken(for: signedOut), for: signedOut))
    }

    @Test(arguments: [nil, "", "x", "AAAA", String(repeating: "A", count: 43)])
    func anotherTokenIsRefused(_ token: String?) async throws {
        let browser = try await signedIn { _ in }
        #expect(!browser.server.isFormToken(token, for: browser.context))
    }

    @Test func browsersGetDifferentNames() async throws {
        let server = try await TestServer().server
        let names = Set((0..<100).map { _ in server.newBrowserID() })
        #expect(names.count == 100)
        #expect(names.allSatisfy { $0.utf8.count == 22 })
    }
}
