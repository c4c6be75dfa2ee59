import GatehouseJOSE
import GatehouseOAuth

/// The id that a client will have, settled when its form is shown, so that sending the form twice makes one client.
struct ClientDraft: Sendable, Equatable {
    let id: ClientID
    /// The form's field `draft`.
    let field: String

    /// A new one for a session.
    init?(_ entropy: some EntropySource, key: SealingKey, formToken: String) {
        // A hyphen first would be read as an option of a command.
        guard let id = ClientID("c" + Base64URL.encode(entropy.bytes(16))) else { return nil }
        self.id = id
        field = id.value + "." + Base64URL.encode(Self.code(key).hmac(Self.facts(id, formToken)))
    }

    /// One that came back; nil unless it was made here for the same session.
    init?(field: String?, key: SealingKey, formToken: String) {
        let parts = (field ?? "").utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard
            let field, parts.count == 2, let id = ClientID(String(Substring(parts[0]))),
            let code = Base64URL.decode(String(Substring(parts[1]))),
            Self.code(key).isValid(hmac: code, for: Self.facts(id, formToken))
        else { return nil }
        self.id = id
        self.field = field
    }

    private static func code(_ key: SealingKey) -> SealingKey { key.derived(purpose: "client-draft") }

    private static func facts(_ id: ClientID, _ formToken: String) -> [UInt8] {
        Array(id.value.utf8) + [0] + Array(formToken.utf8)
    }
}
