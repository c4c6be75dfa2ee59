import GatehouseJOSE

/// An authorization request on its way through our pages; nothing of it is stored.
struct AuthorizationFlow: Sendable {
    /// 128 random bits, because it leads to one answer only.
    let id: String
    /// When the request came, in Unix seconds.
    let createdAt: Int64
    /// The parameters of the request, wherever they came from.
    let parameters: [(name: String, value: String)]
    /// What is used up by an answer, beside this step itself.
    let uses: [PendingUse]
    /// Who signed in on the way.
    var signedIn: UserID?
    /// Who said that they go on.
    var chosen: UserID?
    /// Whether whoever is signed in wants to go on as somebody else.
    var wantsOther = false

    init(
        id: String,
        createdAt: Int64,
        parameters: [(name: String, value: String)],
        uses: [PendingUse]
    ) {
        self.id = id
        self.createdAt = createdAt
        self.parameters = parameters
        self.uses = uses
    }

    /// When it ends, in Unix seconds.
    var expiresAt: Int64 { createdAt + PeopleConfiguration.flowSeconds }

    /// The use of the step itself.
    var use: PendingUse {
        PendingUse(kind: .flow, digest: SecretDigest.of(id), expiresAt: expiresAt)
    }
}

extension AuthorizationFlow {
    /// The step as it travels: only this server can read or make it, only for this browser.
    func sealed(with key: SealingKey, browserID: String) -> String {
        Base64URL.encode(key.seal(document.serialized(), context: browserID))
    }

    /// Answers nil for what this server did not seal for this browser, and for what is over.
    init?(opening text: String, with key: SealingKey, browserID: String, now: Int64) {
        guard let sealed = Base64URL.decode(text), let bytes = key.open(sealed, context: browserID) else { return nil }
        guard let document = try? JSONParser.parseObject(bytes.span) else { return nil }
        self.init(document)
        guard createdAt <= now + AuthorizationServerConfiguration.leewaySeconds, now < expiresAt else { return nil }
    }
}

extension AuthorizationFlow {
    private var document: JSONObject {
        var document = JSONObject([
            ("id", .string(id)),
            ("at", .integer(createdAt)),
            ("parameters", .array(parameters.map { [.string($0.name), .string($0.value)] })),
            ("uses", .array(uses.map(Self.value))),
            ("other", .bool(wantsOther)),
        ])
        document["in"] = signedIn.map { .string($0.value) }
        document["chosen"] = chosen.map { .string($0.value) }
        return document
    }

    private init?(_ document: JSONObject) {
        guard let id = document["id"]?.string, let createdAt = document["at"]?.integer else { return nil }
        let parameters = (document["parameters"]?.array ?? []).compactMap(Self.parameter)
        let uses = (document["uses"]?.array ?? []).compactMap(Self.use)
        self.init(id: id, createdAt: createdAt, parameters: parameters, uses: uses)
        signedIn = document["in"]?.string.flatMap { UserID($0) }
        chosen = document["chosen"]?.string.flatMap { UserID($0) }
        wantsOther = document["other"]?.bool ?? false
    }

    private static func parameter(_ value: JSONValue) -> (name: String, value: String)? {
        guard let pair = value.array?.compactMap(\.string), pair.count == 2 else { return nil }
        return (pair[0], pair[1])
    }

    private static func value(_ use: PendingUse) -> JSONValue {
        [.string(use.kind.rawValue), .string(Base64URL.encode(use.digest)), .integer(use.expiresAt)]
    }

    private static func use(_ value: JSONValue) -> PendingUse? {
        guard let members = value.array, members.count == 3 else { return nil }
        guard let kind = members[0].string.flatMap({ SingleUse(rawValue: $0) }) else { return nil }
        guard let digest = members[1].string.flatMap({ Base64URL.decode($0) }) else { return nil }
        guard let expiresAt = members[2].integer else { return nil }
        return PendingUse(kind: kind, digest: digest, expiresAt: expiresAt)
    }
}
