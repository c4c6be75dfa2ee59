extension SnippetFacts {
    /// A tab for each library, the most plain one first.
    func snippets(isService: Bool) -> [ClientSnippet] {
        if isService {
            let requests = proof == .secret ? [requestsOAuthlib] : []
            return [curl(isService: true), authlibService] + requests + [springService]
        }
        return [curl(isService: false), oidcClient, oidcReact, authlibWeb, springWeb]
    }
}
