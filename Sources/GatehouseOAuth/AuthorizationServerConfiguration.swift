package import GatehouseJOSE

/// What the operator decides about the authorization server.
package struct AuthorizationServerConfiguration: Sendable, Equatable {
    /// `iss` of every token: scheme and authority without a slash at the end.
    package let issuer: String
    /// How long an access token lives.
    package let accessTokenSeconds: Int64
    /// How long an access token may live that was issued under an earlier configuration, or lives now: revocations
    /// and retired keys are kept so long.
    package let longestTokenSeconds: Int64
    /// What new signing keys are made for.
    package let algorithm: SigningAlgorithm
    /// How people's sign-ins, grants and refresh tokens behave.
    package let people: PeopleConfiguration

    /// How far clocks may differ: the gate accepts a token so much longer (contract: 60 s).
    package static let leewaySeconds: Int64 = 60
    /// How long others may keep the published keys: so long a key is announced before it signs.
    package static let keyCacheSeconds: Int64 = 300

    package init(
        issuer: String,
        accessTokenSeconds: Int64 = 3600,
        longestTokenSeconds: Int64 = 0,
        algorithm: SigningAlgorithm = .es256,
        people: PeopleConfiguration = PeopleConfiguration()
    ) {
        self.issuer = issuer
        self.accessTokenSeconds = accessTokenSeconds
        self.longestTokenSeconds = max(longestTokenSeconds, accessTokenSeconds)
        self.algorithm = algorithm
        self.people = people
    }
}
