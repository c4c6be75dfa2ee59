import GatehouseJOSE

/// Lets its holder register one client of one application (RFC 7591 §1.2); nothing of it is stored before its use.
struct InitialAccessToken: Sendable, Equatable {
    /// 128 random bits, so that it is used once.
    let id: String
    /// The short key of the application.
    let application: String
    /// In Unix seconds.
    let expiresAt: Int64

    private static let context = "initial-access-token"

    init(id: String, application: String, expiresAt: Int64) {
        self.id = id
        self.application = application
        self.expiresAt = expiresAt
    }

    /// The token as it is handed over: only this server can read or make it.
    func sealed(with root: SealingKey) -> Secret<String> {
        let document = JSONObject([
            ("id", .string(id)),
            ("application", .string(application)),
            ("expires_at", .integer(expiresAt)),
        ])
        return Secret(Base64URL.encode(Self.key(root).seal(document.serialized(), context: Self.context)))
    }

    /// Answers nil for what this server did not make, and for what is over.
    init?(opening text: Secret<String>, with root: SealingKey, now: Int64) {
        guard
            let sealed = text.withExposedValue({ Base64URL.decode($0) }),
            let bytes = Self.key(root).open(sealed, context: Self.context),
            let document = try? JSONParser.parseObject(bytes.span),
            let id = document["id"]?.string,
            let application = document["application"]?.string,
            let expiresAt = document["expires_at"]?.integer,
            now < expiresAt
        else { return nil }
        self.init(id: id, application: application, expiresAt: expiresAt)
    }

    /// The one use of it.
    var use: PendingUse {
        let grace = AuthorizationServerConfiguration.leewaySeconds
        return PendingUse(kind: .registration, digest: SecretDigest.of(id), expiresAt: expiresAt + grace)
    }

    private static func key(_ root: SealingKey) -> SealingKey { root.derived(purpose: "registration") }
}
