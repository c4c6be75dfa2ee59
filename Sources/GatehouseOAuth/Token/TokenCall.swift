import GatehouseJOSE

/// A token request with what was found out about its sender.
struct TokenCall: Sendable {
    /// Who asks.
    let client: Client
    /// What the new tokens are bound to.
    let binding: TokenBinding
    /// What the binding was proved with; not spent yet.
    let proof: DPoPProof?
    /// Where the request came from.
    let address: String?
    /// When it came, in Unix seconds.
    let now: Int64

    init(_ request: EndpointRequest, by client: Client, sender: SenderBinding) {
        self.client = client
        binding = sender.token
        proof = sender.proof
        address = request.address
        now = request.now
    }

    /// What a refresh token is bound to: a confidential client's is bound by the client's own credentials (RFC 9449
    /// §5).
    var refreshBinding: String? { client.isPublic ? binding.thumbprint : nil }

    /// What the audit log remembers about a grant.
    func event(_ event: AccountEvent, _ grant: Grant, scope: ScopeSet? = nil) -> AuditEvent {
        let facts = AccountFacts(
            user: grant.userID,
            client: client.id,
            session: grant.sessionID,
            grant: grant.id,
            scope: scope,
            address: address
        )
        return AuditEvent(at: now, actor: client.id.value, kind: .account(event, facts))
    }
}
