package import GatehouseJOSE

/// What a server runs with, as far as a command on its database must know it when the server is stopped.
package struct ServerSettings: Sendable, Equatable {
    /// The issuer identifier.
    package let issuer: String
    /// What new signing keys are made for.
    package let algorithm: SigningAlgorithm
    /// How long an access token lives.
    package let accessTokenSeconds: Int64
    /// How long an access token has lived at the most, whatever the configuration was then.
    package let longestTokenSeconds: Int64

    /// Makes settings; the longest lifetime is at least the one in force.
    package init(
        issuer: String,
        algorithm: SigningAlgorithm,
        accessTokenSeconds: Int64,
        longestTokenSeconds: Int64 = 0
    ) {
        self.issuer = issuer
        self.algorithm = algorithm
        self.accessTokenSeconds = accessTokenSeconds
        self.longestTokenSeconds = max(longestTokenSeconds, accessTokenSeconds)
    }

    /// The same settings after others, whose tokens may still live.
    package func following(_ earlier: ServerSettings) -> ServerSettings {
        ServerSettings(
            issuer: issuer,
            algorithm: algorithm,
            accessTokenSeconds: accessTokenSeconds,
            longestTokenSeconds: max(longestTokenSeconds, earlier.longestTokenSeconds)
        )
    }
}

/// Keeps what the last server that started runs with.
package protocol SettingsStore: Sendable {
    /// The settings of the last server that started; nil if none has.
    func settings() async throws(StorageError) -> ServerSettings?

    /// Puts settings in the place of the earlier ones (`following(_:)`), and answers what stands now.
    func adopt(_ settings: ServerSettings) async throws(StorageError) -> ServerSettings
}
