internal import Crypto

extension JSONWebKey {
    /// The SHA-256 thumbprint of this key in base64url (RFC 7638), which serves as its `kid`.
    package var thumbprint: String {
        // RFC 7638 §3.2: the required members alone, ordered by name, without white space.
        Base64URL.encode(Array(SHA256.hash(data: members.serialized())))
    }
}
