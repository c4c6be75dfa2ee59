import Testing

@testable import GatehouseControl

@Suite("The issuer's cookies at the dashboard")
struct SignInNeighbourTests {
    private func neighbour(_ issuer: String, listen: String = "::") -> SignInNeighbour {
        let origins = DashboardOrigins(listen: listen, port: 8081, hosts: ["gate.example.test"])
        return SignInNeighbour(issuer: issuer, origins: origins)
    }

    @Test(arguments: [
        ("http://localhost:8080", "http://localhost:8081/sign-in/callback", true),
        ("http://localhost", "http://localhost:8081/sign-in/callback", true),
        ("http://[::1]:8080", "http://[::1]:8081/sign-in/callback", true),
        ("http://gate.example.test", "http://gate.example.test:8081/sign-in/callback", true),
        // No sign-in begins there.
        ("http://localhost:8080", "http://127.0.0.1:8081/sign-in/callback", true),
        ("http://gate.example.test", "http://localhost:8081/sign-in/callback", false),
        ("http://localhost.example.test", "http://localhost:8081/sign-in/callback", false),
        // Cookies of TLS alone.
        ("https://gate.example.test", "http://gate.example.test:8081/sign-in/callback", false),
        ("https://gate.example.test", "https://gate.example.test:8443/sign-in/callback", true),
        ("https://gate.example.test", "https://admin.example.test/sign-in/callback", false),
        ("http://gate.example.test", "https://gate.example.test:8443/sign-in/callback", true),
    ])
    func theyReachEveryPortOfTheIssuersName(issuer: String, address: String, isTold: Bool) {
        #expect(neighbour(issuer).isTold(at: address) == isTold)
    }

    @Test(arguments: [
        ("http://localhost:8080", "http://127.0.0.1:8081", "http://localhost:8081"),
        ("http://localhost:8080", "http://[::1]:8081", "http://localhost:8081"),
        ("http://127.0.0.1:8080", "http://localhost:8081", "http://127.0.0.1:8081"),
        ("http://[::1]:8080", "http://localhost:8081", "http://[::1]:8081"),
        ("http://localhost:8080", "http://localhost:8081", nil),
        ("http://localhost:8080", "http://gate.example.test:8081", nil),
        ("http://gate.example.test", "http://localhost:8081", nil),
        ("https://localhost", "http://127.0.0.1:8081", nil),
        ("http://localhost:8080", "https://127.0.0.1:8081", nil),
    ])
    func theIssuersLoopbackNameIsPreferred(issuer: String, origin: String, preferred: String?) {
        #expect(neighbour(issuer).preferred(to: origin) == preferred)
    }

    @Test func aNameThatIsNotRegisteredIsNotPreferred() {
        let neighbour = neighbour("http://[::1]:8080", listen: "127.0.0.1")

        #expect(neighbour.preferred(to: "http://localhost:8081") == nil)
        #expect(!neighbour.isTold(at: "http://localhost:8081/sign-in/callback"))
    }
}
