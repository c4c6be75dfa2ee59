import GatehouseJOSE
import GatehouseTestSupport

@testable import GatehouseProxy

/// A DPoP proof for a request to the fixture's application, unless told otherwise.
struct ProofFixture: Sendable {
    static let url = "http://localhost:8080/app/data"

    var type = "dpop+jwt"
    var method = "GET"
    var url = ProofFixture.url
    var age: Int64 = 0
    var identifier = RequestIdentifier.random.description
    var accessToken: String?
    var nonce: String?
    var isOfOtherKey = false

    /// The client's key.
    static func key() throws -> SigningKey { try TestKeys.otherSigningKey() }

    /// An access token that is bound to the client's key.
    static func token(scope: String = "app_read", id: String = "A.B") throws -> String {
        try ProxyFixture.token(scope: scope, id: id, confirmation: ["jkt": .string(try key().keyID)])
    }

    /// The value of the field.
    func text() throws -> String {
        let key = isOfOtherKey ? try TestKeys.signingKey(.edDSA) : try Self.key()
        let header: JSONObject = [
            "typ": .string(type), "alg": .string(key.algorithm.rawValue),
            "jwk": .object(key.verificationKey.jwk.members),
        ]
        var claims: JSONObject = [
            "jti": .string(identifier), "htm": .string(method), "htu": .string(url),
            "iat": .integer(LoopState.unixSeconds() - age),
        ]
        // A certificate's thumbprint is the hash that `ath` is: SHA-256 in base64url.
        if let accessToken { claims["ath"] = .string(CertificateThumbprint.of(der: Array(accessToken.utf8))) }
        if let nonce { claims["nonce"] = .string(nonce) }
        let input = Base64URL.encode(header.serialized()) + "." + Base64URL.encode(claims.serialized())
        return input + "." + Base64URL.encode(try key.signature(for: Array(input.utf8)))
    }

    /// A request with a token of the scheme DPoP, and the proof that goes with it.
    static func request(
        _ line: String = "GET /app/data",
        token: String,
        fields: [String] = [],
        _ change: (inout ProofFixture) -> Void = { _ in }
    ) throws -> String {
        var proof = ProofFixture(accessToken: token)
        change(&proof)
        return ProxyFixture.request(
            line,
            fields: ["Authorization: DPoP \(token)", "DPoP: \(try proof.text())"] + fields
        )
    }
}

extension RequestIdentifier {
    static var random: RequestIdentifier {
        var source = RequestIdentifierSource()
        return source.identifier()
    }
}

extension RawClient {
    /// The answer to a request: the upstream's `hello`, or a refusal.
    func answer(to request: String) async throws -> String {
        try await exchange(request, endingWith: ["hello", "}"])
    }
}
