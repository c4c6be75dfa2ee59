import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport

/// Makes DPoP proofs (RFC 9449 §4.2).
struct TestProof {
    let key: SigningKey

    init(_ key: SigningKey) {
        self.key = key
    }

    /// The key of most tests.
    static func first() throws -> TestProof { TestProof(try TestKeys.signingKey(.es256)) }

    /// A stranger's key.
    static func other() throws -> TestProof { TestProof(try TestKeys.otherSigningKey()) }

    /// What tokens are bound to.
    var thumbprint: String { key.keyID }

    /// A proof for one request.
    func make(
        jti: String = "jti-1",
        method: String = "POST",
        path: String = "/oauth2/token",
        nonce: String? = nil,
        accessToken: String? = nil,
        at: Int64 = TestServer.now
    ) throws -> String {
        var members: [(String, JSONValue)] = [
            ("jti", .string(jti)), ("htm", .string(method)), ("htu", .string(TestServer.issuer + path)),
            ("iat", .integer(at)),
        ]
        if let nonce { members.append(("nonce", .string(nonce))) }
        if let accessToken { members.append(("ath", .string(CodeVerifier.challenge(of: accessToken)))) }
        let header: JSONObject = [
            "typ": "dpop+jwt", "alg": .string(key.algorithm.rawValue), "jwk": .object(key.verificationKey.jwk.members),
        ]
        let input = Base64URL.encode(header.serialized()) + "." + Base64URL.encode(JSONObject(members).serialized())
        return input + "." + Base64URL.encode(try key.signature(for: Array(input.utf8)))
    }
}
