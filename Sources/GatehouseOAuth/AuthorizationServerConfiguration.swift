package import GatehouseJOSE

/// What the operator decides about the authorization server.
package struct AuthorizationServerConfiguration: Sendable, Equatable {
    /// `iss` of every token: scheme and authority without a slash at the end.
    package let issuer: String
    /// How long an access token lives.
    package let accessTokenSeconds: Int64
    /// What new signing keys are made for.
    package let algorithm: SigningAlgorithm

    /// How far clocks may differ: the gate accepts a token so much longer (contract: 60 s).
    package static let leewaySeconds: Int64 = 60

    package init(issuer: String, accessTokenSeconds: Int64 = 3600, algorithm: SigningAlgorithm = .es256) {
        self.issuer = issuer
        self.accessTokenSeconds = accessTokenSeconds
        self.algorithm = algorithm
    }
}
