import GatehouseJOSE

/// Makes client ids and secrets from chance.
enum CredentialMaker {
    /// A secret in the one moment in which it is known.
    struct FreshSecret {
        let id: String
        let text: String

        func stored(label: String, now: Int64) -> ClientSecret {
            ClientSecret(id: id, label: label, digest: SecretDigest.of(text), createdAt: now)
        }
    }

    /// 128 random bits: 22 characters, the first of them not a hyphen, which commands would read as an option.
    static func clientID(_ entropy: some EntropySource) -> ClientID {
        while true {
            let text = Base64URL.encode(entropy.bytes(16))
            if text.utf8.first != UInt8(ascii: "-"), let id = ClientID(text) { return id }
        }
    }

    /// 256 random bits: 43 characters.
    static func secret(_ entropy: some EntropySource) -> FreshSecret {
        FreshSecret(id: Base64URL.encode(entropy.bytes(6)), text: Base64URL.encode(entropy.bytes(32)))
    }
}
