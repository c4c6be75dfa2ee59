extension AuthorizationServer {
    /// Refuses what no code could help, before one is used up.
    func checkBeforeUse(_ resources: [String], _ call: TokenCall) throws(OAuthError) {
        try GrantedAccess.ensureKnown(resources, catalog: catalog.catalog())
        try Issuance.ensureDatable(for: call.client, now: call.now)
    }

    /// Uses the proof of a request whose code, token or secret was found good; the last thing before the store knows.
    func spendProof(of call: TokenCall) throws(OAuthError) {
        guard let proof = call.proof else { return }
        try proofs.spend(proof, by: ProofHolder(call.client), now: call.now)
    }
}
