import GatehouseJOSE
import GatehouseOAuth

/// What the dashboard's cookie holds, sealed: who signed in and when, never what they may do.
struct DashboardSession: Sendable, Equatable {
    /// How long it holds at the most, in seconds.
    static let longestSeconds: Int64 = 12 * 3_600
    /// How long it holds without use, in seconds.
    static let idleSeconds: Int64 = 3_600
    /// How late a use may be noted, in seconds.
    private static let noteSeconds: Int64 = 60
    private static let context = "dashboard-session"

    /// 128 random bits that forms are bound to.
    let id: String
    let signIn: DashboardSignIn
    /// In Unix seconds.
    let startedAt: Int64
    /// When it was last used, in Unix seconds; up to a minute late.
    let seenAt: Int64

    init(id: String, signIn: DashboardSignIn, startedAt: Int64, seenAt: Int64) {
        self.id = id
        self.signIn = signIn
        self.startedAt = startedAt
        self.seenAt = seenAt
    }

    /// Opens what was sealed; nil if it is not ours or its time is over.
    init?(opening text: String, with key: SealingKey, now: Int64) {
        guard
            let sealed = Base64URL.decode(text), let bytes = key.open(sealed, context: Self.context),
            let members = try? JSONParser.parseObject(bytes.span),
            let id = members["id"]?.string, let user = members["user"]?.string.flatMap({ UserID($0) }),
            let session = members["session"]?.string, let grant = members["grant"]?.string,
            let issuedAt = members["issued"]?.integer,
            let startedAt = members["started"]?.integer, let seenAt = members["seen"]?.integer,
            now - startedAt < Self.longestSeconds, now - seenAt < Self.idleSeconds
        else { return nil }
        let signIn = DashboardSignIn(
            user: user,
            sessionID: session,
            grantID: grant,
            issuedAt: issuedAt,
            mayLook: true
        )
        self.init(id: id, signIn: signIn, startedAt: startedAt, seenAt: seenAt)
    }

    /// The value of the cookie.
    func sealed(with key: SealingKey) -> String {
        let members = JSONObject([
            ("id", .string(id)), ("user", .string(signIn.user.value)), ("session", .string(signIn.sessionID)),
            ("grant", .string(signIn.grantID)), ("issued", .integer(signIn.issuedAt)), ("started", .integer(startedAt)),
            ("seen", .integer(seenAt)),
        ])
        return Base64URL.encode(key.seal(members.serialized(), context: Self.context))
    }

    /// The same session as used now; nil if that need not be noted yet.
    func used(at now: Int64) -> DashboardSession? {
        guard now - seenAt >= Self.noteSeconds else { return nil }
        return DashboardSession(id: id, signIn: signIn, startedAt: startedAt, seenAt: now)
    }

    /// What every form carries against forgery.
    func formToken(_ key: SealingKey) -> String {
        Base64URL.encode(key.hmac(facts))
    }

    /// Whether a form that came back was made for this session.
    func isFormToken(_ token: String?, _ key: SealingKey) -> Bool {
        guard let code = token.flatMap({ Base64URL.decode($0) }) else { return false }
        return key.isValid(hmac: code, for: facts)
    }

    private var facts: [UInt8] {
        Array("dashboard-form".utf8) + [0] + Array(id.utf8) + [0] + Array(signIn.user.value.utf8)
    }
}
