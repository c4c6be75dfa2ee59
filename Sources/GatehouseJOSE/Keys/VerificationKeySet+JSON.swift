extension VerificationKeySet {
    /// The longest document that is accepted from another issuer.
    private static let maximumDocumentBytes = 1 << 20

    /// The most keys that are taken from another issuer's document.
    private static let maximumKeyCount = 256

    private static let maximumDepth = 8

    /// The JWK Set document of these keys (RFC 7517 §5): public numbers and nothing else.
    package var json: String {
        JSONObject([("keys", .array(keys.map { .object($0.json) }))]).text
    }

    /// Reads a JWK Set document.
    ///
    /// RFC 7517 §5: entries that are not understood are skipped. So are those which are not for signatures, whose
    /// private half was published, or whose numbers are not acceptable.
    package init(parsing json: some Collection<UInt8>) throws(JSONRefusal) {
        let document = try JSONParser.parseObject(
            Array(json).span,
            maximumDepth: Self.maximumDepth,
            maximumBytes: Self.maximumDocumentBytes
        )
        guard let entries = document["keys"]?.array else { throw .notAnObject }
        var keys: [VerificationKey] = []
        for entry in entries.prefix(Self.maximumKeyCount) {
            guard let object = entry.object, let key = try? VerificationKey(parsing: object) else { continue }
            keys.append(key)
        }
        self.init(keys)
    }

    /// Reads a JWK Set document.
    package init(parsing json: String) throws(JSONRefusal) {
        try self.init(parsing: json.utf8)
    }
}

extension VerificationKey {
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

    /// The JWK of this key, with the members that RFC 7517 §4 recommends.
    package var json: JSONObject {
        let numbers = jwk.members
        var object = JSONObject()
        object["kty"] = numbers["kty"]
        object["use"] = "sig"
        object["alg"] = .string(algorithm.rawValue)
        object["kid"] = .string(keyID)
        for member in numbers.members {
            object[member.name] = member.value
        }
        return object
    }

    /// Reads one JWK of another issuer's set.
    package init(parsing object: JSONObject) throws(KeyRefusal) {
        let jwk = try Self.publicNumbers(of: object)
        try self.init(jwk, algorithm: try Self.algorithm(of: jwk, in: object), keyID: try Self.keyID(in: object))
    }

    /// The numbers of a JWK that is public, of a supported kind, and for signatures.
    static func publicNumbers(of object: JSONObject) throws(KeyRefusal) -> JSONWebKey {
        let jwk = try JSONWebKey(parsing: object)
        // A key whose private half is public proves nothing.
        guard !isPrivate(object) else { throw .isPrivate }
        guard isForSignatures(object) else { throw .notForSignatures }
        return jwk
    }

    /// Says whether a JWK has a member that only a private or shared key has (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
    static func isPrivate(_ object: JSONObject) -> Bool {
        privateMembers.contains { object[$0] != nil }
    }

    // RFC 7517 §4.2, §4.3: a key that says what it is for is used for nothing else.
    private static func isForSignatures(_ object: JSONObject) -> Bool {
        if let use = object["use"], use != "sig" {
            return false
        }
        if let operations = object["key_ops"] {
            return operations.array?.contains("verify") ?? false
        }
        return true
    }

    static func algorithm(of jwk: JSONWebKey, in object: JSONObject) throws(KeyRefusal) -> SigningAlgorithm {
        guard let value = object["alg"] else { return jwk.usualAlgorithm }
        guard let name = value.string else { throw .malformed }
        guard let algorithm = SigningAlgorithm(name: name) else { throw .unsupported }
        return algorithm
    }

    static func keyID(in object: JSONObject) throws(KeyRefusal) -> String? {
        guard let value = object["kid"] else { return nil }
        guard let keyID = value.string, !keyID.isEmpty else { throw .malformed }
        return keyID
    }
}
