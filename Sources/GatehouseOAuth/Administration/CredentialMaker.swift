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

    /// A password of four groups of five letters and digits that are not mistaken for each other: 99 bits.
    static func password(_ entropy: some EntropySource) -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
        var groups: [String] = []
        var bytes: [UInt8] = []
        while groups.count < 4 {
            // 248 is the largest multiple of 31 that a byte holds: what is above it would favour some letters.
            bytes += entropy.bytes(32).filter { $0 < 248 }
            while bytes.count >= 5, groups.count < 4 {
                let group = bytes.prefix(5).map { alphabet[Int($0) % alphabet.count] }
                groups.append(String(decoding: group, as: UTF8.self))
                bytes.removeFirst(5)
            }
        }
        return groups.joined(separator: "-")
    }

    /// 256 random bits: 43 characters.
    static func secret(_ entropy: some EntropySource) -> FreshSecret {
        FreshSecret(id: Base64URL.encode(entropy.bytes(6)), text: Base64URL.encode(entropy.bytes(32)))
    }
}
