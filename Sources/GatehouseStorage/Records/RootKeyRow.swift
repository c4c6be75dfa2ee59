import GRDB
import GatehouseJOSE
import GatehouseOAuth

/// The root key as the one row of its table: base64url, sealed if there is a key for that.
enum RootKeyRow {
    private static let name = "rootKey"

    /// The stored key.
    static func fetch(_ sealing: RowSealing, in database: Database) throws -> Secret<[UInt8]>? {
        guard let stored = try text(in: database) else { return nil }
        let text = try sealing.open(stored, for: name)
        guard let bytes = Base64URL.decode(text.utf8Span.span), bytes.count == SealingKey.byteCount else {
            throw StorageError.corrupt("the root key has a form that none may have")
        }
        return Secret(bytes)
    }

    /// Stores the key, there being none.
    static func insert(_ key: Secret<[UInt8]>, _ sealing: RowSealing, in database: Database) throws {
        try key.withExposedValue { bytes in
            guard bytes.count == SealingKey.byteCount else { throw StorageError.conflict }
            try database.cachedStatement(sql: "INSERT INTO rootKey (id, secret) VALUES (1, ?)")
                .execute(arguments: [sealing.seal(Base64URL.encode(bytes), for: name)])
        }
    }

    /// Seals the key, if it is not; answers whether it was changed.
    static func seal(with sealing: RowSealing, in database: Database) throws -> Bool {
        guard let stored = try text(in: database), let sealed = try sealing.improved(stored, for: name) else {
            return false
        }
        try database.execute(sql: "UPDATE rootKey SET secret = ?", arguments: [sealed])
        return true
    }

    private static func text(in database: Database) throws -> String? {
        try String.fetchOne(try database.cachedStatement(sql: "SELECT secret FROM rootKey"))
    }
}
