import GatehouseOAuth
import GatehouseTestSupport
import Testing

extension Client {
    static let bye = "https://app.example.test/bye"
    static let backchannel = "https://app.example.test/backchannel"

    /// A client that hears of sessions that end.
    static func listener(id: String = "app", algorithm: String? = nil, address: String? = backchannel) -> Client {
        .app(
            id: id,
            profile: .with {
                $0.postLogoutRedirectURIs = [bye, bye + "?from=us"]
                $0.backchannelLogoutURI = address
                $0.idTokenAlgorithm = algorithm
            }
        )
    }
}

extension TestServer {
    /// A browser in which Ada is signed in, with the ID token of a client that got tokens there.
    func signedInBrowser(client: String = "app", id: String = "browser") async throws -> (TestBrowser, String) {
        var browser = TestBrowser(server, id: id)
        let answer = try await browser.allow(["openid", "tstapp_data.read"], [("client_id", client)])
        let tokens = try await redeem(try #require(answer["code"]), client: client)
        return (browser, try #require(tokens.idToken).withExposedValue { $0 })
    }

    /// How many sessions Ada has.
    func sessionCount() async throws -> Int {
        try await store.sessions(of: User.ada.id, at: TestServer.now).count
    }

    /// What waits for delivery at an instant.
    func due(at now: Int64 = TestServer.now) async throws -> [LogoutDelivery] {
        try await store.dueDeliveries(at: now, limit: 100)
    }
}

extension LogoutStep {
    var prompt: LogoutPrompt? {
        if case .ask(let prompt) = self { prompt } else { nil }
    }

    var isSignedOut: Bool {
        if case .signedOut = self { true } else { false }
    }

    var returnURI: String? {
        if case .signedOut(let uri) = self { uri } else { nil }
    }

    var isRefused: Bool {
        if case .refused = self { true } else { false }
    }
}
