internal import Crypto

/// A DPoP proof whose form, key, signature and claim types were found right (RFC 9449 §4.2).
///
/// What changes with time, place or request is asked with `check`. Nonce and replay are for the caller to judge.
package struct DPoPProof: Sendable {
    /// Longer proofs are refused unread.
    package static let maximumBytes = 8192

    /// The claim `jti`.
    package let jti: String
    /// The claim `htm`.
    package let method: String
    /// The claim `htu`, as it was written.
    package let url: String
    /// The claim `iat`, in Unix seconds.
    package let issuedAt: Int64
    /// The claim `nonce`; nil if the proof has none (RFC 9449 §8).
    package let nonce: String?
    /// The claim `ath`.
    package let accessTokenHash: String?
    /// The RFC 7638 thumbprint of the key that signed the proof.
    package let thumbprint: String
    let target: ProofTarget

    /// Asks whether the proof was made for this request; times are in Unix seconds.
    ///
    /// Without an access token, as at the token endpoint, `ath` is not looked at.
    package func check(
        method: String,
        url: String,
        accessToken: [UInt8]? = nil,
        now: Int64,
        window: Int64
    ) throws(DPoPRefusal) {
        if let accessToken {
            try check(method: method, url: url, accessToken: accessToken.span, now: now, window: window)
        } else {
            try checkRequest(method: method, url: url, now: now, window: window)
        }
    }

    /// Asks whether the proof was made for this request with this access token; times are in Unix seconds.
    package func check(
        method: String,
        url: String,
        accessToken: Span<UInt8>,
        now: Int64,
        window: Int64
    ) throws(DPoPRefusal) {
        try checkRequest(method: method, url: url, now: now, window: window)
        // RFC 9449 §4.3, item 12.
        var hash = SHA256()
        accessToken.withUnsafeBytes { hash.update(bufferPointer: $0) }
        let expected = Base64URL.encode(Array(hash.finalize()))
        guard let accessTokenHash, accessTokenHash.hasSameBytes(as: expected) else { throw .wrongAccessToken }
    }

    private func checkRequest(method: String, url: String, now: Int64, window: Int64) throws(DPoPRefusal) {
        // RFC 9449 §4.3, items 8, 9 and 11.
        guard self.method.hasSameBytes(as: method) else { throw .wrongMethod }
        guard let requested = ProofTarget(url), requested == target else { throw .wrongURL }
        guard issuedAt >= now.subtractingClamped(window), issuedAt <= now.addingClamped(window) else {
            throw .outsideWindow
        }
    }
}
