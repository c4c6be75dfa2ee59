import GRDB
import GatehouseJOSE
import GatehouseOAuth

/// What a server runs with as the one row of its table.
enum SettingsRow {
    /// The stored settings.
    static func fetch(_ database: Database) throws -> ServerSettings? {
        try Row.fetchOne(try database.cachedStatement(sql: "SELECT * FROM serverSettings")).map(settings)
    }

    /// Puts settings in the place of the stored ones.
    static func replace(_ settings: ServerSettings, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO serverSettings (id, issuer, algorithm, accessTokenSeconds, longestTokenSeconds)
                VALUES (1, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            settings.issuer, settings.algorithm.rawValue, settings.accessTokenSeconds, settings.longestTokenSeconds,
        ])
    }

    private static func settings(_ row: Row) throws -> ServerSettings {
        let algorithm: String = try row.decode(forColumn: "algorithm")
        guard let algorithm = SigningAlgorithm(rawValue: algorithm) else {
            throw StorageError.corrupt("the settings name an unknown algorithm")
        }
        return ServerSettings(
            issuer: try row.decode(forColumn: "issuer"),
            algorithm: algorithm,
            accessTokenSeconds: try row.decode(forColumn: "accessTokenSeconds"),
            longestTokenSeconds: try row.decode(forColumn: "longestTokenSeconds")
        )
    }
}
