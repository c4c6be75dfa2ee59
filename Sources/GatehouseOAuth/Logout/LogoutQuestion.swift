import GatehouseJOSE

/// The wish to sign out on its way through the page that asks about it: nothing of it is stored.
struct LogoutQuestion: Sendable, Equatable {
    /// Where the browser goes in the end; it was registered.
    let returnURI: String?
    /// When it was asked, in Unix seconds.
    let askedAt: Int64

    init(returnURI: String?, askedAt: Int64) {
        self.returnURI = returnURI
        self.askedAt = askedAt
    }

    /// The question as it travels: only this server can read or make it, only for this browser.
    func sealed(with key: SealingKey, browserID: String) -> String {
        var document = JSONObject([("at", .integer(askedAt))])
        document["to"] = returnURI.map { .string($0) }
        return Base64URL.encode(key.seal(document.serialized(), context: browserID))
    }

    /// Answers nil for what this server did not seal for this browser, and for what is over.
    init?(opening text: String, with key: SealingKey, browserID: String, now: Int64) {
        guard let sealed = Base64URL.decode(text), let bytes = key.open(sealed, context: browserID) else { return nil }
        guard let document = try? JSONParser.parseObject(bytes.span) else { return nil }
        guard let askedAt = document["at"]?.integer else { return nil }
        let leeway = AuthorizationServerConfiguration.leewaySeconds
        guard askedAt <= now + leeway, now - askedAt < PeopleConfiguration.flowSeconds else { return nil }
        self.askedAt = askedAt
        returnURI = document["to"]?.string
    }
}
