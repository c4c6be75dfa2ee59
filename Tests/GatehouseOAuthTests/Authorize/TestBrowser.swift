import GatehouseOAuth
import GatehouseTestSupport
import Testing

/// A browser with its cookies in front of a server.
struct TestBrowser {
    static let password = "correct horse battery staple"

    let server: AuthorizationServer
    var context: BrowserContext

    init(_ server: AuthorizationServer, id: String = "browser", now: Int64 = TestServer.now) {
        self.server = server
        context = BrowserContext(browserID: id, address: "192.0.2.7", userAgent: "Lynx/2.9", now: now)
    }

    /// The same browser later.
    mutating func wait(_ seconds: Int64) {
        context.now += seconds
    }

    func authorize(_ changes: [(String, String?)] = []) async throws -> AuthorizationStep {
        await server.authorize(try Ask.parameters(changes), browser: context)
    }

    /// Signs in with name and password, keeping the cookie.
    @discardableResult
    mutating func signIn(
        _ username: String = "ada",
        password: String = TestBrowser.password,
        flow: String? = nil
    ) async throws -> NewSession {
        let outcome = await attempt(username, password: password, flow: flow)
        return try keep(outcome)
    }

    /// Tries to sign in.
    func attempt(
        _ username: String = "ada",
        password: String = TestBrowser.password,
        flow: String? = nil
    ) async -> SignInOutcome {
        await server.signIn(username: username, password: Secret(password), flow: flow, browser: context)
    }

    /// Keeps the cookie of a new session.
    @discardableResult
    mutating func keep(_ outcome: SignInOutcome) throws -> NewSession {
        let session = try #require(outcome.session)
        context.sessionSecret = session.secret
        return session
    }

    /// Asks, and signs in on the way.
    mutating func authorizeSigningIn(_ changes: [(String, String?)] = []) async throws -> String {
        let flow = try #require(try await authorize(changes).signIn)
        return try #require(try await signIn(flow: flow).flow)
    }

    /// Asks, signs in on the way, allows what is ticked.
    mutating func allow(
        _ allowed: [String] = ["openid", "tstapp_data.read"],
        _ changes: [(String, String?)] = []
    ) async throws -> AuthorizationAnswer {
        let flow: String
        if context.sessionSecret == nil {
            flow = try await authorizeSigningIn(changes)
        } else {
            flow = try #require(try await authorize(changes).ask)
        }
        return try #require(await server.decide(flow: flow, allowed: allowed, browser: context).answer)
    }
}

extension SignInOutcome {
    var session: NewSession? {
        if case .signedIn(let session) = self { session } else { nil }
    }

    var formRefusal: SignInRefusal? {
        if case .form(_, let refusal) = self { refusal } else { nil }
    }

    var prompt: SignInPrompt? {
        if case .form(let prompt, _) = self { prompt } else { nil }
    }

    var challenge: SecondFactorPrompt? {
        if case .secondFactor(let prompt, _) = self { prompt } else { nil }
    }

    var codeRefusal: SignInRefusal? {
        if case .secondFactor(_, let refusal) = self { refusal } else { nil }
    }

    var step: AuthorizationStep? {
        if case .step(let step) = self { step } else { nil }
    }
}

extension NewSession {
    var flow: String? {
        if case .ask(let flow) = next { flow } else { nil }
    }
}

extension ConsentView {
    var prompt: ConsentPrompt? {
        if case .prompt(let prompt) = self { prompt } else { nil }
    }

    var choice: AccountChoicePrompt? {
        if case .choose(let prompt) = self { prompt } else { nil }
    }

    var step: AuthorizationStep? {
        if case .step(let step) = self { step } else { nil }
    }
}

extension SignInView {
    var prompt: SignInPrompt? {
        if case .form(let prompt) = self { prompt } else { nil }
    }

    var step: AuthorizationStep? {
        if case .step(let step) = self { step } else { nil }
    }

    var isAccount: Bool {
        if case .account = self { true } else { false }
    }
}
