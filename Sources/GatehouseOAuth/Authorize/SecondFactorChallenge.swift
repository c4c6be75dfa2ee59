import GatehouseJOSE

/// The proof that a password was right, on its way through the page that asks for the code.
struct SecondFactorChallenge: Sendable, Equatable {
    /// Whose password it was.
    let user: UserID
    /// Which password it was: when it had been set, in Unix seconds.
    let passwordChangedAt: Int64?
    /// What was typed as the name.
    let username: String
    /// When the password was typed, in Unix seconds.
    let createdAt: Int64

    /// How long a person may look for the code, in seconds.
    static let seconds: Int64 = 600

    init(user: User, username: String, now: Int64) {
        self.user = user.id
        passwordChangedAt = user.passwordChangedAt
        self.username = username
        createdAt = now
    }

    /// The proof as it travels: only this server can read or make it, only for this browser.
    func sealed(with key: SealingKey, browserID: String) -> String {
        var document = JSONObject([
            ("user", .string(user.value)),
            ("name", .string(username)),
            ("at", .integer(createdAt)),
        ])
        document["password"] = passwordChangedAt.map { .integer($0) }
        return Base64URL.encode(key.seal(document.serialized(), context: browserID))
    }

    /// Answers nil for what this server did not seal for this browser, and for what is over.
    init?(opening text: String, with key: SealingKey, browserID: String, now: Int64) {
        guard let sealed = Base64URL.decode(text), let bytes = key.open(sealed, context: browserID) else { return nil }
        guard let document = try? JSONParser.parseObject(bytes.span) else { return nil }
        guard let user = document["user"]?.string.flatMap({ UserID($0) }) else { return nil }
        guard let username = document["name"]?.string, let createdAt = document["at"]?.integer else { return nil }
        guard createdAt <= now, now - createdAt < Self.seconds else { return nil }
        self.user = user
        self.username = username
        self.createdAt = createdAt
        passwordChangedAt = document["password"]?.integer
    }

    /// Whether the person may still go on with it.
    func holds(for user: User) -> Bool {
        user.disabledAt == nil && user.secondFactor != nil && user.passwordChangedAt == passwordChangedAt
    }
}
