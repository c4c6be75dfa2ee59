import GatehouseJOSE

/// What new tokens of a client are bound to (RFC 9449 §5, RFC 8705 §3).
struct SenderBinding: Sendable {
    /// The binding by what the request proved.
    let token: TokenBinding
    /// The proof that is spent once the grant is found good; nil if there was none.
    let proof: DPoPProof?

    /// Refuses a request that does not prove what its client must prove.
    init(_ request: EndpointRequest, client: Client, proofs: ProofCheck) throws(OAuthError) {
        if client.profile.bindsCertificate == true {
            token = try Self.certificateBinding(request)
            proof = nil
            return
        }
        guard let sent = try proofs.proof(of: request) else {
            // RFC 9449 §5.2: such a client gets no bearer tokens.
            guard client.profile.requiresProof != true else {
                throw OAuthError(
                    .invalidDPoPProof,
                    "The client must send a DPoP proof.",
                    dpopNonce: proofs.nextNonce(now: request.now)
                )
            }
            token = .none
            proof = nil
            return
        }
        try proofs.ensureUnused(sent, by: ProofHolder(client), now: request.now)
        token = .key(thumbprint: sent.thumbprint)
        proof = sent
    }

    // RFC 8705 §3.4: all tokens of such a client are bound to its certificate; a token has one binding.
    private static func certificateBinding(_ request: EndpointRequest) throws(OAuthError) -> TokenBinding {
        guard request.proofs.isEmpty else {
            throw OAuthError(.invalidDPoPProof, "The client's tokens are bound to its certificate, not to a proof.")
        }
        guard let der = request.certificate.flatMap({ ClientCertificateField.der(of: $0) }) else {
            throw OAuthError(.invalidRequest, "The client must present its certificate.")
        }
        return .certificate(thumbprint: CertificateThumbprint.of(der: der))
    }
}

extension TokenBinding {
    /// RFC 6749 §7.1, RFC 9449 §5: how a token with this binding is presented.
    var tokenType: String {
        switch self {
        case .key: "DPoP"
        case .none, .certificate, .unknown: "bearer"
        }
    }

    /// What a refresh token of a public client is bound to (RFC 9449 §5, RFC 8705 §4).
    var thumbprint: String? {
        switch self {
        case .none, .unknown: nil
        case .key(let thumbprint), .certificate(let thumbprint): thumbprint
        }
    }
}
