import GRDB
import GatehouseJOSE
import GatehouseOAuth

/// A signing key as a row.
enum KeyRecord {
    /// All keys in ascending order of their making.
    static func fetchAll(_ sealing: RowSealing, in database: Database) throws -> [StoredKey] {
        let statement = try database.cachedStatement(sql: "SELECT * FROM signingKey ORDER BY createdAt, keyID")
        return try Row.fetchAll(statement).map { try key($0, sealing) }
    }

    /// Puts `keys` in the place of whatever is stored.
    static func replaceAll(with keys: [StoredKey], _ sealing: RowSealing, in database: Database) throws {
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
                    key.keyID, key.algorithm.rawValue, key.state.rawValue, sealing.seal(pem, for: name(key.keyID)),
                    key.createdAt, key.activatedAt, key.retiredAt,
                ])
            }
        }
    }

    /// Seals the private keys that are not; answers whether one was changed.
    static func seal(with sealing: RowSealing, in database: Database) throws -> Bool {
        var hasSealed = false
        for row in try Row.fetchAll(database, sql: "SELECT keyID, privateKey FROM signingKey") {
            let keyID: String = try row.decode(atIndex: 0)
            guard let sealed = try sealing.improved(try row.decode(atIndex: 1), for: name(keyID)) else { continue }
            try database.execute(
                sql: "UPDATE signingKey SET privateKey = ? WHERE keyID = ?",
                arguments: [sealed, keyID]
            )
            hasSealed = true
        }
        return hasSealed
    }

    private static func name(_ keyID: String) -> String { "signingKey/\(keyID)" }

    private static func key(_ row: Row, _ sealing: RowSealing) throws -> StoredKey {
        let algorithm: String = try row.decode(forColumn: "algorithm")
        let state: String = try row.decode(forColumn: "state")
        guard let algorithm = SigningAlgorithm(rawValue: algorithm), let state = KeyState(rawValue: state) else {
            throw StorageError.corrupt("a signing key has an unknown algorithm or state")
        }
        let keyID: String = try row.decode(forColumn: "keyID")
        let stored: String = try row.decode(forColumn: "privateKey")
        return StoredKey(
            keyID: keyID,
            algorithm: algorithm,
            state: state,
            pkcs8PEM: Secret(try sealing.open(stored, for: name(keyID))),
            createdAt: try row.decode(forColumn: "createdAt"),
            activatedAt: try row.decode(forColumn: "activatedAt"),
            retiredAt: try row.decode(forColumn: "retiredAt")
        )
    }
}
