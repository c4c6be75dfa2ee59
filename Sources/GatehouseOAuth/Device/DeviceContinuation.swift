import GatehouseJOSE

/// Brings a person back to the device page after they have signed in; it travels in the place of an authorization
/// request's step.
struct DeviceContinuation: Sendable, Equatable {
    /// What was typed, or came with the link; nil if nothing did.
    let userCode: UserCode?
    /// Whether whoever is signed in wants to go on as somebody else.
    let wantsOther: Bool
    /// In Unix seconds.
    let createdAt: Int64

    private static let purpose = "device-continuation"

    init(userCode: UserCode?, wantsOther: Bool = false, createdAt: Int64) {
        self.userCode = userCode
        self.wantsOther = wantsOther
        self.createdAt = createdAt
    }

    func sealed(with root: SealingKey, browserID: String) -> String {
        var document = JSONObject([("at", .integer(createdAt)), ("other", .bool(wantsOther))])
        document["code"] = userCode.map { .string($0.value) }
        return Base64URL.encode(
            root.derived(purpose: Self.purpose).seal(document.serialized(), context: browserID)
        )
    }

    /// Answers nil for what this server did not seal for this browser, and for what is over.
    init?(opening text: String, with root: SealingKey, browserID: String, now: Int64) {
        guard
            let sealed = Base64URL.decode(text),
            let bytes = root.derived(purpose: Self.purpose).open(sealed, context: browserID),
            let document = try? JSONParser.parseObject(bytes.span),
            let createdAt = document["at"]?.integer,
            (0..<PeopleConfiguration.flowSeconds).contains(now - createdAt)
        else { return nil }
        userCode = document["code"]?.string.flatMap { UserCode(typed: $0) }
        wantsOther = document["other"]?.bool ?? false
        self.createdAt = createdAt
    }
}
