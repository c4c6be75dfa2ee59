/// What a person allowed to a client.
struct AccountGrant: Sendable, Equatable {
    /// The field `grant` of the form that withdraws it.
    let id: String
    let clientName: String
    let badge: ClientBadge
    /// The sentences of its scopes, each with a full stop.
    let sentences: String
    /// The same, one by one.
    let sentenceList: [String]
    let scopes: [String]
    /// The applications' names; nil if no scope belongs to one.
    let applicationNames: String?
    let since: PageTime
    /// Nil if it was never used.
    let lastUsed: PageTime?
    /// "Not used for 6 months."; nil if it is in use.
    let rest: String?
    let policyURI: String?
    let termsURI: String?
    let hasLinks: Bool
    let hasBothLinks: Bool

    init(
        id: String,
        clientName: String,
        logoPath: String? = nil,
        scopes: [(name: String, sentence: String)],
        applications: [String] = [],
        since: Int64,
        lastUsed: Int64?,
        now: Int64,
        policyURI: String? = nil,
        termsURI: String? = nil
    ) {
        self.id = id
        self.clientName = PageWords.name(clientName)
        badge = ClientBadge(clientName: clientName, logoPath: logoPath)
        sentenceList = scopes.map { $0.sentence + "." }
        sentences = sentenceList.joined(separator: " ")
        self.scopes = scopes.map(\.name)
        applicationNames = PageWords.list(applications)
        self.since = PageTime(since, now: now)
        let restingSince = lastUsed ?? since
        let months = now > restingSince ? Int((now - restingSince) / 2_629_800) : 0
        rest = months > 2 ? "Not used for \(months) months." : nil
        self.lastUsed = rest == nil ? lastUsed.map { PageTime($0, now: now) } : nil
        self.policyURI = PageLink.web(policyURI)
        self.termsURI = PageLink.web(termsURI)
        hasLinks = self.policyURI != nil || self.termsURI != nil
        hasBothLinks = self.policyURI != nil && self.termsURI != nil
    }
}
