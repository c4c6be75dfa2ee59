import GatehouseJOSE

/// The request that a person saw, on its way through the page that asks about it: nobody decides on one unseen.
struct DeviceStep: Sendable, Equatable {
    let userCode: UserCode
    /// Which request it was: a user code may come again.
    let digest: [UInt8]

    private static let purpose = "device-step"

    init(userCode: UserCode, digest: [UInt8]) {
        self.userCode = userCode
        self.digest = digest
    }

    func sealed(with root: SealingKey, browserID: String) -> String {
        let document = JSONObject([
            ("code", .string(userCode.value)), ("digest", .string(Base64URL.encode(digest))),
        ])
        return Base64URL.encode(
            root.derived(purpose: Self.purpose).seal(document.serialized(), context: browserID)
        )
    }

    /// Answers nil for what this server did not seal for this browser.
    init?(opening text: String, with root: SealingKey, browserID: String) {
        guard
            let sealed = Base64URL.decode(text),
            let bytes = root.derived(purpose: Self.purpose).open(sealed, context: browserID),
            let document = try? JSONParser.parseObject(bytes.span),
            let userCode = document["code"]?.string.flatMap({ UserCode(typed: $0) }),
            let digest = document["digest"]?.string.flatMap({ Base64URL.decode($0) })
        else { return nil }
        self.userCode = userCode
        self.digest = digest
    }
}
