import GatehouseJOSE
import GatehouseOAuth

/// A sign-in that is under way, as its browser keeps it, sealed.
struct SignInStep: Sendable {
    /// How long it may take, in seconds.
    static let seconds: Int64 = 600
    private static let context = "dashboard-step"

    /// RFC 6749 §10.12.
    let state: String
    let nonce: String
    /// RFC 7636 §4.1.
    let verifier: Secret<String>
    let redirectURI: String
    /// The page of the dashboard that was asked for.
    let next: String
    /// In Unix seconds.
    let startedAt: Int64

    init(redirectURI: String, next: String, now: Int64, random: () -> String) {
        state = random()
        nonce = random()
        // RFC 7636 §4.1: at least 43 characters.
        verifier = Secret(random() + random())
        self.redirectURI = redirectURI
        self.next = next
        startedAt = now
    }

    /// Opens what was sealed; nil if it is not ours or too old.
    init?(opening text: String, with key: SealingKey, now: Int64) {
        guard
            let sealed = Base64URL.decode(text), let bytes = key.open(sealed, context: Self.context),
            let members = try? JSONParser.parseObject(bytes.span),
            let state = members["state"]?.string, let nonce = members["nonce"]?.string,
            let verifier = members["verifier"]?.string, let redirectURI = members["redirect"]?.string,
            let next = members["next"]?.string, let startedAt = members["started"]?.integer,
            now - startedAt < Self.seconds
        else { return nil }
        self.state = state
        self.nonce = nonce
        self.verifier = Secret(verifier)
        self.redirectURI = redirectURI
        self.next = next
        self.startedAt = startedAt
    }

    /// The value of its cookie.
    func sealed(with key: SealingKey) -> String {
        let members = JSONObject([
            ("state", .string(state)), ("nonce", .string(nonce)),
            ("verifier", .string(verifier.withExposedValue { $0 })), ("redirect", .string(redirectURI)),
            ("next", .string(next)), ("started", .integer(startedAt)),
        ])
        return Base64URL.encode(key.seal(members.serialized(), context: Self.context))
    }

    /// The page to go on to: a path of ours, and not the sign-in itself.
    static func next(_ wish: String?) -> String {
        guard
            let path = PageLink.local(wish), path.utf8.count <= 1_024,
            path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !path.utf8.starts(with: SignInController.path.utf8)
        else { return "/" }
        return path
    }
}
