import GRDB
import GatehouseJOSE
import GatehouseOAuth

/// A signing key as a row.
enum KeyRecord {
    /// All keys in ascending order of their making.
    static func fetchAll(_ database: Database) throws -> [StoredKey] {
        let statement = try database.cachedStatement(sql: "SELECT * FROM signingKey ORDER BY createdAt, keyID")
        return try Row.fetchAll(statement).map(key)
    }

    /// Puts `keys` in the place of whatever is stored.
    static func replaceAll(with keys: [StoredKey], in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM signingKey").execute()
        let insertion = try database.cachedStatement(
            sql: """
                INSERT INTO signingKey (keyID, algorithm, state, privateKey, createdAt, activatedAt, retiredAt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        )
        for key in keys {
            try key.pkcs8PEM.withExposedValue { pem in
                try insertion.execute(arguments: [
                    key.keyID, key.algorithm.rawValue, key.state.rawValue, pem, key.createdAt, key.activatedAt,
                    key.retiredAt,
                ])
            }
        }
    }

    private static func key(_ row: Row) throws -> StoredKey {
        let algorithm: String = try row.decode(forColumn: "algorithm")
        let state: String = try row.decode(forColumn: "state")
        guard let algorithm = SigningAlgorithm(rawValue: algorithm), let state = KeyState(rawValue: state) else {
            throw StorageError.corrupt("a signing key has an unknown algorithm or state")
        }
        return StoredKey(
            keyID: try row.decode(forColumn: "keyID"),
            algorithm: algorithm,
            state: state,
            pkcs8PEM: Secret(try row.decode(String.self, forColumn: "privateKey")),
            createdAt: try row.decode(forColumn: "createdAt"),
            activatedAt: try row.decode(forColumn: "activatedAt"),
            retiredAt: try row.decode(forColumn: "retiredAt")
        )
    }
}
