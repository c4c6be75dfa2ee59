import GatehouseJOSE

extension CredentialMaker {
    /// What a secret from a file is called.
    static let declaredLabel = "secret_file"

    /// A secret of which nothing is known but its digest.
    static func declaredSecret(_ digest: [UInt8], _ entropy: some EntropySource, now: Int64) -> ClientSecret {
        ClientSecret(id: Base64URL.encode(entropy.bytes(6)), label: declaredLabel, digest: digest, createdAt: now)
    }
}
