import GatehouseJOSE

/// Decides whether a code that was just used up was brought by whom it was made for (RFC 6749 §4.1.3).
package enum AuthorizationCodeGrant {
    /// The one refusal, whatever was wrong: who has stolen a code learns nothing.
    static let refusal = OAuthError(.invalidGrant, "The code is not valid, or was not issued for this request.")

    /// Throws unless every condition holds; `proof` is the thumbprint of the key that was proved.
    package static func check(
        _ request: AuthorizationCodeRequest,
        code: AuthorizationCode,
        client: Client,
        proof: String?,
        now: Int64
    ) throws(OAuthError) {
        // RFC 6749 §4.1.2: a code expires shortly after it was issued.
        guard now < code.expiresAt else { throw refusal }
        guard isSameRedirect(request.redirectURI, code.redirectURI, client) else { throw refusal }
        guard CodeVerifier.isCorrect(request.verifier, for: code.codeChallenge) else { throw refusal }
        guard isProved(code.keyThumbprint, by: proof) else { throw refusal }
    }

    /// Whether a used code was brought by its client, and not by somebody who merely saw it.
    package static func isGenuineReplay(
        _ request: AuthorizationCodeRequest,
        code: AuthorizationCode,
        client: Client
    ) -> Bool {
        // RFC 6749 §4.1.2 takes back what was issued; a stranger without secret or verifier must not bring that about.
        !client.isPublic || CodeVerifier.isCorrect(request.verifier, for: code.codeChallenge)
    }

    // RFC 6749 §4.1.3: identical if it was in the authorization request; otherwise at least one of the client's own.
    private static func isSameRedirect(_ sent: String?, _ bound: String?, _ client: Client) -> Bool {
        switch (sent, bound) {
        case (let sent?, let bound?): sent.hasSameBytes(as: bound)
        case (let sent?, nil): client.redirectURIs.contains(where: sent.hasSameBytes(as:))
        case (nil, .some): false
        case (nil, nil): true
        }
    }

    // RFC 9449 §10: the key that the authorization request named.
    private static func isProved(_ thumbprint: String?, by proof: String?) -> Bool {
        guard let thumbprint else { return true }
        return proof.map(thumbprint.hasSameBytes(as:)) ?? false
    }
}
