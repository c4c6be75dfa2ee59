extension VerificationKeySet {
    private static let maximumClientDocumentBytes = 65_536
    private static let maximumClientKeyCount = 100
    private static let maximumClientDocumentDepth = 8

    /// Reads the JWK Set that a client registered or publishes (RFC 7591 §2, `jwks` or `jwks_uri`).
    ///
    /// RFC 7517 §5: entries that are not understood are skipped, so that the set may come out empty.
    package init(clientKeys json: some Collection<UInt8>) throws(KeySetRefusal) {
        guard json.count <= Self.maximumClientDocumentBytes else { throw .tooLong }
        let document: JSONObject
        do {
            document = try JSONParser.parseObject(Array(json).span, maximumDepth: Self.maximumClientDocumentDepth)
        } catch {
            throw error == .tooLong ? .tooLong : .malformed
        }
        try self.init(clientKeys: document)
    }

    /// Reads the JWK Set that a client registered or publishes.
    package init(clientKeys json: String) throws(KeySetRefusal) {
        try self.init(clientKeys: json.utf8)
    }

    /// Reads a client's JWK Set that stands inside another document, whose size the caller has bounded.
    package init(clientKeys document: JSONObject) throws(KeySetRefusal) {
        guard let entries = document["keys"]?.array else { throw .malformed }
        guard entries.count <= Self.maximumClientKeyCount else { throw .tooManyKeys }
        var keys: [VerificationKey] = []
        for entry in entries {
            guard let object = entry.object else { throw .malformed }
            // A client that publishes its private key has to hear of it, also if the key would be skipped.
            guard !VerificationKey.isPrivate(object) else { throw .containsPrivateKey }
            // A key that is there twice is still one choice for tokens that name none.
            keys += VerificationKey.clientKeys(object).filter { !keys.contains($0) }
        }
        self.init(keys)
    }
}

extension VerificationKey {
    /// The key of an entry, once for each algorithm that it may be used with; nothing if it is not understood.
    fileprivate static func clientKeys(_ object: JSONObject) -> [VerificationKey] {
        do throws(KeyRefusal) {
            let jwk = try publicNumbers(of: object)
            let keyID = try keyID(in: object)
            var keys: [VerificationKey] = []
            for algorithm in try clientAlgorithms(of: jwk, in: object) {
                keys.append(try VerificationKey(strangers: jwk, algorithm: algorithm, keyID: keyID))
            }
            return keys
        } catch {
            return []
        }
    }

    // RFC 7517 §4.4: `alg` is optional; without it the kind of the key decides.
    private static func clientAlgorithms(
        of jwk: JSONWebKey,
        in object: JSONObject
    ) throws(KeyRefusal) -> [SigningAlgorithm] {
        guard object["alg"] == nil else { return [try algorithm(of: jwk, in: object)] }
        return SigningAlgorithm.allCases.filter { jwk.isUsable(with: $0) }
    }
}
