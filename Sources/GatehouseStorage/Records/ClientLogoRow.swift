import Foundation
import GRDB
import GatehouseOAuth

/// A client's logo as a row.
enum ClientLogoRow {
    /// The logo of that client.
    static func fetch(of client: ClientID, in database: Database) throws -> ClientLogo? {
        let statement = try database.cachedStatement(sql: "SELECT image FROM clientLogo WHERE clientID = ?")
        guard let image = try Data.fetchOne(statement, arguments: [client.value]) else { return nil }
        guard let logo = ClientLogo(Array(image)) else {
            throw StorageError.corrupt("a client's logo is no image")
        }
        return logo
    }

    /// Replaces the logo of that client; nil removes it.
    static func replace(_ logo: ClientLogo?, of client: ClientID, in database: Database) throws {
        guard let logo else {
            try database.cachedStatement(sql: "DELETE FROM clientLogo WHERE clientID = ?")
                .execute(arguments: [client.value])
            return
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO clientLogo (clientID, image) VALUES (?, ?)
                ON CONFLICT (clientID) DO UPDATE SET image = excluded.image
                """
        )
        .execute(arguments: [client.value, Data(logo.bytes)])
    }
}
