/// The keys whose possession the sender of a request has proved.
package struct PossessionProof: Sendable, Equatable {
    /// Nothing was proved.
    package static var none: PossessionProof { PossessionProof() }

    /// The RFC 7638 thumbprint of the key that signed the request's DPoP proof (RFC 9449).
    package let key: String?
    /// The `x5t#S256` thumbprint of the TLS client certificate (RFC 8705 §3.1).
    package let certificate: String?

    /// Takes thumbprints of what was proved; nil stands for no proof of that kind.
    package init(key: String? = nil, certificate: String? = nil) {
        self.key = key
        self.certificate = certificate
    }

    /// Compares the bytes of the thumbprints.
    package static func == (left: PossessionProof, right: PossessionProof) -> Bool {
        isSame(left.key, right.key) && isSame(left.certificate, right.certificate)
    }

    private static func isSame(_ left: String?, _ right: String?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.hasSameBytes(as: right)
        default: false
        }
    }
}
