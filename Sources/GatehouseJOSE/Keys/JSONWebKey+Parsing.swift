extension JSONWebKey {
    private static let coordinateByteCount = 32

    /// Reads the public numbers of a JWK; all other members are left alone.
    package init(parsing object: JSONObject) throws(KeyRefusal) {
        guard let type = object["kty"]?.string else { throw .malformed }
        if type.hasSameBytes(as: "EC") {
            try Self.requireCurve("P-256", in: object)
            self = .ellipticCurve(x: try Self.coordinate("x", in: object), y: try Self.coordinate("y", in: object))
        } else if type.hasSameBytes(as: "RSA") {
            self = .rsa(modulus: try Self.integer("n", in: object), exponent: try Self.integer("e", in: object))
        } else if type.hasSameBytes(as: "OKP") {
            try Self.requireCurve("Ed25519", in: object)
            self = .ed25519(x: try Self.coordinate("x", in: object))
        } else {
            throw .unsupported
        }
    }

    private static func requireCurve(_ curve: String, in object: JSONObject) throws(KeyRefusal) {
        guard let name = object["crv"]?.string else { throw .malformed }
        guard name.hasSameBytes(as: curve) else { throw .unsupported }
    }

    // RFC 7518 §6.2.1.2: a coordinate has the full size of the field, leading zeros included.
    private static func coordinate(_ name: String, in object: JSONObject) throws(KeyRefusal) -> [UInt8] {
        let bytes = try bytes(name, in: object)
        guard bytes.count == coordinateByteCount else { throw .malformed }
        return bytes
    }

    // RFC 7518 §2, Base64urlUInt: as few bytes as possible, so that a key has one form and one thumbprint.
    private static func integer(_ name: String, in object: JSONObject) throws(KeyRefusal) -> [UInt8] {
        let bytes = try bytes(name, in: object)
        guard let first = bytes.first, first != 0 else { throw .malformed }
        return bytes
    }

    private static func bytes(_ name: String, in object: JSONObject) throws(KeyRefusal) -> [UInt8] {
        guard let text = object[name]?.string, let bytes = Base64URL.decode(text) else { throw .malformed }
        return bytes
    }
}
