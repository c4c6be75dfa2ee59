import GatehouseJOSE
import GatehouseOAuth
import Testing

@Suite("Secrets cannot be printed")
struct SecretTests {
    private struct Holder {
        let secret = Secret("hunter2")
    }

    @Test func noWayOfPrintingShowsTheValue() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "<redacted>")
        #expect(String(describing: secret) == "<redacted>")
        #expect(String(reflecting: secret) == "<redacted>")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!"\(Holder())".contains("hunter2"))
        #expect(!String(reflecting: Holder()).contains("hunter2"))
    }

    @Test func whoAsksForTheValueGetsIt() {
        #expect(Secret("hunter2").withExposedValue { $0 } == "hunter2")
    }

    @Test func aTokenResponseDoesNotPrintItsToken() async throws {
        let server = try await TestServer()
        let answer = try await server.token()
        let token = answer.accessToken.withExposedValue { $0 }
        #expect(!"\(answer)".contains(token))
        #expect(!String(reflecting: answer).contains(token))
    }

    @Test func presentedCredentialsDoNotPrintTheSecret() throws {
        let credentials = try PresentedCredentials(
            Parameters(body: "client_id=a&client_secret=hunter2"),
            authorization: nil
        )
        #expect(!String(reflecting: credentials).contains("hunter2"))
    }

    @Test func aStoredKeyDoesNotPrintItsPrivateHalf() {
        let key = StoredKey(
            keyID: "k",
            algorithm: .es256,
            state: .current,
            pkcs8PEM: Secret("hunter2"),
            createdAt: 1
        )
        #expect(!String(reflecting: key).contains("hunter2"))
    }
}
