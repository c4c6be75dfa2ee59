/// An authorization request whose every parameter was checked.
struct AuthorizationRequest: Sendable {
    /// Who asks.
    let client: Client
    /// Where the answer goes.
    let target: RedirectTarget
    /// What is asked for, all of it registered for the client.
    var scope = ScopeSet.empty
    /// RFC 8707 §2: the resources that were named.
    var resources: [String] = []
    /// RFC 7636 §4.3: the S256 challenge.
    var codeChallenge = ""
    /// RFC 9449 §10: the key that must be proved when the code is redeemed.
    var keyThumbprint: String?
    var nonce: String?
    var prompt: Set<Prompt> = []
    /// How long ago the person may have signed in, in seconds.
    var maxAge: Int64?
    var loginHint: String?
    /// The parameter `claims` as it was sent.
    var claims: String?
    /// The values of `acr` of which one must be reached; nil if none must.
    var requiredContexts: [String]?
    /// The values of `acr` of which one should be reached.
    var wantedContexts: [String] = []
    /// Who the person must be, as the client knows them: one of each of these lists.
    var subjects: [[String]] = []

    init(client: Client, target: RedirectTarget) {
        self.client = client
        self.target = target
    }
}
