/// What a person allowed a client, as lists show it.
package struct GrantSummary: Codable, Sendable, Equatable {
    /// The part of a token's `jti` before the dot.
    package let grant: String
    /// `client_id` of the client that got it.
    package let clientID: String
    /// The id of the person.
    package let user: String
    /// What was allowed, sorted.
    package let scopes: [String]
    /// The resources that were named; none is no restriction.
    package let resources: [String]
    /// The session in which it was given.
    package let session: String?
    /// When it was given, in Unix seconds.
    package let createdAt: Int64
    /// When its last token expires at the latest, in Unix seconds.
    package let expiresAt: Int64
    /// When a token was last issued from it, in Unix seconds.
    package let lastUsedAt: Int64?

    package init(_ grant: Grant) {
        self.grant = grant.id
        clientID = grant.clientID.value
        user = grant.userID.value
        scopes = grant.scope.names
        resources = grant.resources
        session = grant.sessionID
        createdAt = grant.createdAt
        expiresAt = grant.expiresAt
        lastUsedAt = grant.lastUsedAt
    }

    private enum CodingKeys: String, CodingKey {
        case grant
        case clientID = "client_id"
        case user = "sub"
        case scopes
        case resources
        case session
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
    }
}

/// One page of grants.
package struct GrantList: Encodable, Sendable, Equatable {
    /// Those of this page.
    package let grants: [GrantSummary]
    /// How many there are on all pages.
    package let total: Int

    package init(grants: [GrantSummary], total: Int) {
        self.grants = grants
        self.total = total
    }

    package init(_ page: DirectoryPage<Grant>) {
        self.init(grants: page.items.map { GrantSummary($0) }, total: page.total)
    }
}

/// What became of the withdrawal of a person's access.
package struct WithdrawnAccess: Codable, Sendable, Equatable {
    /// The id of the person.
    package let user: String
    /// `client_id` of the client that lost it.
    package let clientID: String
    /// How many grants ended whose tokens might still have been used.
    package let grants: Int

    private enum CodingKeys: String, CodingKey {
        case user = "sub"
        case clientID = "client_id"
        case grants
    }
}
