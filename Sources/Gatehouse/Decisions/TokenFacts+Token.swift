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
            issuerName: token.foreignIssuer,
            subject: token.subject.cut(to: TextLimit.identifier),
            client: token.clientID.isEmpty ? nil : token.clientID.cut(to: TextLimit.identifier),
            keyID: token.keyID.isEmpty ? nil : token.keyID.cut(to: TextLimit.identifier),
            algorithm: token.algorithm?.rawValue,
            audience: token.audience.cutIdentifiers(),
            scopes: admitted.principal.scopes.cutIdentifiers(),
            issuedAt: token.issuedAt,
            expiresAt: token.expiresAt,
            authenticationTime: token.authenticationTime,
            tokenID: token.tokenID.isEmpty ? nil : token.tokenID.cut(to: TextLimit.identifier),
            sessionID: token.claims["sid"]?.string?.cut(to: TextLimit.identifier),
            isBound: token.isBound,
            claims: claims
        )
    }

    /// What a refused token says of itself, as far as it can be read; nil if it is no JWT at all.
    ///
    /// What matters most comes first: when the room is used up, the rest is left out.
    init?(peekingInto presented: PresentedToken) {
        let bytes = presented.bytes.span
        guard
            let parts = CompactSignature(bytes),
            let header = Self.object(bytes.extracting(parts.header)),
            let claims = Self.object(bytes.extracting(parts.payload))
        else { return nil }
        var room = UnverifiedLimit.total
        self.init(
            isVerified: false,
            issuer: Self.text(claims["iss"], &room),
            subject: Self.text(claims["sub"], &room),
            client: Self.text(claims["client_id"], &room),
            keyID: Self.text(header["kid"], &room),
            algorithm: Self.text(header["alg"], &room),
            audience: Self.list(claims["aud"], separated: false, &room),
            scopes: Self.list(claims["scope"] ?? claims["scp"], separated: true, &room),
            issuedAt: claims["iat"]?.integer,
            expiresAt: claims["exp"]?.integer,
            authenticationTime: claims["auth_time"]?.integer,
            tokenID: Self.text(claims["jti"], &room),
            sessionID: Self.text(claims["sid"], &room),
            isBound: claims["cnf"] != nil
        )
    }

    private static func object(_ text: Span<UInt8>) -> JSONObject? {
        guard let bytes = Base64URL.decode(text) else { return nil }
        return try? JSONParser.parseObject(bytes.span, maximumDepth: 16)
    }

    private static func text(_ value: JSONValue?, _ room: inout Int) -> String? {
        value?.string.flatMap { fit($0, UnverifiedLimit.identifier, &room) }
    }

    private static func list(_ value: JSONValue?, separated: Bool, _ room: inout Int) -> [String] {
        let elements =
            switch value {
            case .string(let text) where separated:
                text.utf8.split(separator: 0x20, maxSplits: UnverifiedLimit.elements)
                    .prefix(UnverifiedLimit.elements)
                    .map { String(Substring($0)) }
            case .string(let text): [text]
            case .array(let values): values.prefix(UnverifiedLimit.elements).compactMap(\.string)
            default: [String]()
            }
        return elements.compactMap { fit($0, UnverifiedLimit.element, &room) }
    }

    /// The text cut to a limit and to the room that is left, of which it takes its part; nil if nothing fits.
    private static func fit(_ text: String, _ limit: Int, _ room: inout Int) -> String? {
        let cut = text.cut(to: min(limit, room))
        room -= cut.utf8.count
        return cut.isEmpty && !text.isEmpty ? nil : cut
    }
}
