/// The key that a token is bound to by its claim `cnf` (RFC 7800 §3.1).
package enum TokenBinding: Sendable, Hashable {
    /// A bearer token.
    case none
    /// The RFC 7638 thumbprint of a DPoP key: `jkt` (RFC 9449 §6.1).
    case key(thumbprint: String)
    /// The thumbprint of a TLS client certificate: `x5t#S256` (RFC 8705 §3.1).
    case certificate(thumbprint: String)
    /// A confirmation that is not understood here, which nothing can prove.
    case unknown

    private static let keyMember = "jkt"
    private static let certificateMember = "x5t#S256"
    private static let digestByteCount = 32

    /// Reads the claim `cnf`; nil means that the token has none.
    init(confirmation: JSONValue?) {
        guard let confirmation else {
            self = .none
            return
        }
        // A second member could be one more condition; a token is never taken for less bound than it is.
        guard
            let members = confirmation.object?.members, members.count == 1, let member = members.first,
            let thumbprint = member.value.string, Self.isThumbprint(thumbprint)
        else {
            self = .unknown
            return
        }
        if member.name.hasSameBytes(as: Self.keyMember) {
            self = .key(thumbprint: thumbprint)
        } else if member.name.hasSameBytes(as: Self.certificateMember) {
            self = .certificate(thumbprint: thumbprint)
        } else {
            self = .unknown
        }
    }

    /// The claim `cnf` of a token with this binding; nil if it has none.
    package var confirmation: JSONObject? {
        switch self {
        case .none, .unknown: nil
        case .key(let thumbprint): [Self.keyMember: .string(thumbprint)]
        case .certificate(let thumbprint): [Self.certificateMember: .string(thumbprint)]
        }
    }

    /// Says whether what was proved is enough for a token with this binding.
    func isSatisfied(by proof: PossessionProof) -> Bool {
        switch self {
        // RFC 9449 §7.1: the scheme DPoP needs a DPoP token. A client certificate is there for every request.
        case .none: proof.key == nil
        case .key(let thumbprint): proof.key?.hasSameBytes(as: thumbprint) ?? false
        // A DPoP proof beside a token that is bound to a certificate belongs to no token.
        case .certificate(let thumbprint):
            proof.key == nil && proof.certificate?.hasSameBytes(as: thumbprint) ?? false
        case .unknown: false
        }
    }

    /// Says whether a text is the base64url form of a SHA-256 digest.
    package static func isThumbprint(_ text: String) -> Bool {
        Base64URL.decode(text)?.count == digestByteCount
    }
}
