extension VerificationKey {
    // One verification with a key that a stranger chose must not cost more than it has to.
    private static let presentedModulusBytes = 256...512

    /// Reads the key that a signed message carries itself; it vouches for nothing but its possession.
    ///
    /// A private member throws `.isPrivate`, whatever else is wrong.
    init(presented object: JSONObject, algorithm: SigningAlgorithm) throws(KeyRefusal) {
        guard !Self.isPrivate(object) else { throw .isPrivate }
        let jwk = try Self.publicNumbers(of: object)
        guard jwk.isUsable(with: algorithm) else { throw .wrongKeyType }
        if let named = object["alg"] {
            guard named.string?.hasSameBytes(as: algorithm.rawValue) ?? false else { throw .wrongKeyType }
        }
        try self.init(strangers: jwk, algorithm: algorithm, keyID: nil)
    }

    /// Takes the numbers of a client's key; an RSA key has 2048 to 4096 bits.
    init(strangers jwk: JSONWebKey, algorithm: SigningAlgorithm, keyID: String?) throws(KeyRefusal) {
        if case .rsa(let modulus, _) = jwk {
            guard Self.presentedModulusBytes.contains(modulus.count) else { throw .unacceptableSize }
        }
        try self.init(jwk, algorithm: algorithm, keyID: keyID)
    }
}
