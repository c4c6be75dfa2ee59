import GatehouseJOSE
import GatehousePolicy
import GatehouseProxy

extension TokenFacts {
    /// What a token says that its issuer vouches for.
    init(_ admitted: AdmittedToken) {
        let token = admitted.token
        var claims: [String: String] = [:]
        for (name, value) in admitted.principal.claims { claims[name] = value.text.cut(to: TextLimit.identifier) }
        self.init(
            isVerified: true,
            issuer: token.issuer.cut(to: TextLimit.identifier),
            subject: token.subject.cut(to: TextLimit.identifier),
            client: token.clientID.cut(to: TextLimit.identifier),
            keyID: token.keyID.cut(to: TextLimit.identifier),
            algorithm: token.algorithm.rawValue,
            audience: token.audience.cutIdentifiers(),
            scopes: admitted.principal.scopes.cutIdentifiers(),
            issuedAt: token.issuedAt,
            expiresAt: token.expiresAt,
            authenticationTime: token.authenticationTime,
            tokenID: token.tokenID.cut(to: TextLimit.identifier),
            sessionID: token.claims["sid"]?.string?.cut(to: TextLimit.identifier),
            isBound: token.isBound,
            claims: claims
        )
    }

    /// What a refused token says of itself, as far as it can be read; nil if it is no JWT at all.
    init?(peekingInto presented: PresentedToken) {
        let bytes = presented.bytes.span
        guard
            let parts = CompactSignature(bytes),
            let header = Self.object(bytes.extracting(parts.header)),
            let claims = Self.object(bytes.extracting(parts.payload))
        else { return nil }
        self.init(
            isVerified: false,
            issuer: Self.text(claims["iss"]),
            subject: Self.text(claims["sub"]),
            client: Self.text(claims["client_id"]),
            keyID: Self.text(header["kid"]),
            algorithm: Self.text(header["alg"]),
            audience: Self.list(claims["aud"], separated: false),
            scopes: Self.list(claims["scope"] ?? claims["scp"], separated: true),
            issuedAt: claims["iat"]?.integer,
            expiresAt: claims["exp"]?.integer,
            authenticationTime: claims["auth_time"]?.integer,
            tokenID: Self.text(claims["jti"]),
            sessionID: Self.text(claims["sid"]),
            isBound: claims["cnf"] != nil
        )
    }

    private static func object(_ text: Span<UInt8>) -> JSONObject? {
        guard let bytes = Base64URL.decode(text) else { return nil }
        return try? JSONParser.parseObject(bytes.span, maximumDepth: 16)
    }

    private static func text(_ value: JSONValue?) -> String? {
        value?.string?.cut(to: TextLimit.identifier)
    }

    private static func list(_ value: JSONValue?, separated: Bool) -> [String] {
        switch value {
        case .string(let text):
            guard separated else { return [text].cutIdentifiers() }
            return text.utf8.split(separator: 0x20).prefix(TextLimit.elements)
                .map { String(Substring($0)) }
                .cutIdentifiers()
        case .array(let elements): return elements.compactMap(\.string).cutIdentifiers()
        default: return []
        }
    }
}
