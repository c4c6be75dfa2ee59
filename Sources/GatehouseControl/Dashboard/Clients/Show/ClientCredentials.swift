import GatehouseOAuth

/// A live secret on the page of its client.
struct ClientSecretRow: Sendable, Equatable {
    let id: String
    let label: String
    let created: PageTime
    /// Nil if it was never used.
    let lastUsed: PageTime?

    init(_ secret: SecretSummary, now: Int64) {
        id = secret.id
        label = secret.label
        created = PageTime(secret.createdAt, now: now)
        lastUsed = secret.lastUsedAt.map { PageTime($0, now: now) }
    }
}

/// How a client proves who it is.
struct ClientCredentials: Sendable, Equatable {
    /// One sentence.
    let words: String
    let hasSecrets: Bool
    let heads: [TableHead]
    let secrets: [ClientSecretRow]
    /// There is room for one more.
    let canAdd: Bool
    let addPath: String
    let removePath: String
    /// What was typed as the label of one more.
    let label: String
    let labelProblem: String?
    /// Its public keys, as they were given.
    let keys: String?
    let keysURI: String?

    private static let mostSecrets = 2

    init(
        _ client: ClientSummary,
        orders: ClientPageOrders = ClientPageOrders(),
        label: String = "",
        labelProblem: String? = nil,
        now: Int64
    ) {
        let proof = SnippetFacts.Proof(client)
        words =
            switch proof {
            case .none: "It runs where no secret can be kept. PKCE protects its sign-ins."
            case .secret where client.secrets.isEmpty: "It has no secret, so it gets no token. Add one."
            case .secret where client.secrets.count >= Self.mostSecrets:
                "By a secret. Two at a time is the most: remove the old one when nobody uses it any more."
            case .secret:
                "By a secret. With two, you rotate without a pause: add one, put it in place, remove the other."
            case .key: "By signing with a private key, of which we know the public half alone."
            case .certificate: "By a certificate of its own."
            }
        hasSecrets = proof == .secret && !client.secrets.isEmpty
        heads = orders.secretHeads(ListAddress(ClientPath.page(client.clientID)))
        let sorted = orders.secrets.sorted(client.secrets) { order, secret in
            switch order {
            case .secret: .text(secret.label)
            case .created: .time(secret.createdAt)
            case .used: .time(secret.lastUsedAt)
            }
        }
        secrets = proof == .secret ? sorted.map { ClientSecretRow($0, now: now) } : []
        canAdd = proof == .secret && client.secrets.count < Self.mostSecrets && client.isEditable
        addPath = ClientPath.page(client.clientID, "secrets")
        removePath = ClientPath.page(client.clientID, "secrets/remove")
        self.label = label
        self.labelProblem = labelProblem
        keys = client.profile.keys
        keysURI = client.profile.keysURI
    }
}
