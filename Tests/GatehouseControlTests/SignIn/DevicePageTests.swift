import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("GET and POST /device")
struct DevicePageTests {
    private static let television = Client.fixture(
        id: "television",
        name: "Television <b>",
        grants: [.deviceCode, .refreshToken],
        scopes: ["openid", "offline_access", "tstapp_data.read", "tstapp_data.write"],
        isPublic: true
    )
    private static let deviceGrant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"

    private func fixture() throws -> ControlFixture {
        try ControlFixture(clients: [Self.television], users: [.ada, .grace])
    }

    /// A device begins.
    private func begin(_ fixture: ControlFixture) async throws -> [String: String] {
        let answer = try await post("/oauth2/device_authorization", "client_id=television", fixture)
        #expect(answer.status == .ok)
        #expect(answer.headers[.cacheControl] == "no-store")
        return answer.members
    }

    private func poll(_ fixture: ControlFixture, _ begun: [String: String]) async throws -> TestResponse {
        let code = begun["device_code"] ?? ""
        let form = "client_id=television&grant_type=\(Self.deviceGrant)&device_code=\(code)"
        return try await post("/oauth2/token", form, fixture)
    }

    private func post(_ path: String, _ form: String, _ fixture: ControlFixture) async throws -> TestResponse {
        try await fixture.issuerApplication().test(.router) { try await $0.post(path, form: form) }
    }

    @Test func aPersonSignsInTypesTheCodeAndAllows() async throws {
        let fixture = try fixture()
        let begun = try await begin(fixture)
        let browser = PageBrowser(fixture)
        let login = try await browser.follow(try await browser.get("/device"))
        let page = try await browser.follow(try await browser.signIn(on: login))
        let asked = try await browser.submit(
            page,
            to: "/device",
            [("user_code", (begun["user_code"] ?? "").lowercased())]
        )
        #expect(asked.status == .ok)
        #expect(asked.text.contains("Did you start this?"))
        #expect(asked.text.contains("Television &lt;b&gt;"))
        #expect(asked.text.contains(begun["user_code"] ?? "?"))
        #expect(asked.formAction == "form-action 'self'")
        let done = try await browser.submit(
            asked,
            to: "/device/consent",
            [("scope", "tstapp_data.read"), ("decision", "allow")]
        )
        #expect(done.status == .ok)
        #expect(done.text.contains("Your device may go on"))
        let tokens = try await poll(fixture, begun)
        #expect(tokens.status == .ok)
        #expect(tokens.members["scope"] == "openid tstapp_data.read")
    }

    @Test func theLinkWithTheCodeAsksAfterSigningIn() async throws {
        let fixture = try fixture()
        let begun = try await begin(fixture)
        let browser = PageBrowser(fixture)
        let code = begun["user_code"] ?? ""
        let login = try await browser.follow(try await browser.get("/device?user_code=" + code))
        #expect(login.reading.field("username") != nil)
        let asked = try await browser.follow(try await browser.signIn(on: login))
        #expect(asked.text.contains("Did you start this?"))
        #expect(try await poll(fixture, begun).members["error"] == "authorization_pending")
    }

    @Test func whoeverSaysNoIsToldSo() async throws {
        let fixture = try fixture()
        let begun = try await begin(fixture)
        let browser = PageBrowser(fixture)
        try await browser.signIn()
        let asked = try await browser.get("/device?user_code=" + (begun["user_code"] ?? ""))
        let done = try await browser.submit(
            asked,
            to: "/device/consent",
            [("scope", "tstapp_data.read"), ("decision", "deny")]
        )
        #expect(done.text.contains("Nothing was allowed"))
        #expect(try await poll(fixture, begun).members["error"] == "access_denied")
    }

    @Test func somebodyElseCanGoOn() async throws {
        let fixture = try fixture()
        let begun = try await begin(fixture)
        let browser = PageBrowser(fixture)
        try await browser.signIn()
        let asked = try await browser.get("/device?user_code=" + (begun["user_code"] ?? ""))
        let login = try await browser.follow(
            try await browser.submit(asked, to: "/device/consent", [("switch", "yes")])
        )
        let again = try await browser.follow(try await browser.signIn(on: login, "grace"))
        #expect(again.text.contains("Grace Hopper"))
        #expect(again.text.contains("Did you start this?"))
    }

    @Test(arguments: ["", "BCDF-GHJK", "<script>alert(1)</script>"])
    func aWrongCodeIsSaidAndNeverRepeated(_ typed: String) async throws {
        let browser = PageBrowser(try fixture())
        try await browser.signIn()
        let answer = try await browser.submit(try await browser.get("/device"), to: "/device", [("user_code", typed)])
        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("No device waits with that code."))
        #expect(!answer.text.contains("<script"))
    }

    @Test func guessingIsSlowedDown() async throws {
        let browser = PageBrowser(try fixture())
        try await browser.signIn()
        let page = try await browser.get("/device")
        for _ in 0..<20 {
            _ = try await browser.submit(page, to: "/device", [("user_code", "BCDF-GHJK")])
        }
        let answer = try await browser.submit(page, to: "/device", [("user_code", "BCDF-GHJK")])
        #expect(answer.status == .tooManyRequests)
        #expect(answer.headers[.retryAfter] != nil)
    }

    @Test func aFormOfAnotherSiteDecidesNothing() async throws {
        let fixture = try fixture()
        let begun = try await begin(fixture)
        let browser = PageBrowser(fixture)
        try await browser.signIn()
        let asked = try await browser.get("/device?user_code=" + (begun["user_code"] ?? ""))
        let answer = try await browser.submit(
            asked,
            to: "/device/consent",
            [("scope", "tstapp_data.read"), ("decision", "allow")],
            headers: [.origin: "https://evil.test"]
        )
        #expect(answer.status == .forbidden)
        let forged = try await browser.submit(asked, to: "/device/consent", [("csrf", "x"), ("decision", "allow")])
        #expect(forged.status == .forbidden)
        #expect(try await poll(fixture, begun).members["error"] == "authorization_pending")
    }
}
