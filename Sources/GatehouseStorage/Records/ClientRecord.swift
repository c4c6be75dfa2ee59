import Foundation
import GRDB
import GatehouseOAuth

/// A client as rows: one of its own, and one for each grant, scope, redirect URI and secret.
enum ClientRecord {
    /// The client of that id, with all that belongs to it.
    static func fetch(_ id: ClientID, in database: Database) throws -> Client? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM client WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.value]).map { try client($0, in: database) }
    }

    /// Whether there is a client of that id.
    static func exists(_ id: ClientID, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM client WHERE id = ?")
        return try Int.fetchOne(statement, arguments: [id.value]) != nil
    }

    /// A page of clients in ascending order of their ids.
    static func fetch(
        application: String?,
        after: ClientID?,
        limit: Int,
        in database: Database
    ) throws -> [Client] {
        let filter = application == nil ? "" : "application = :application AND"
        let sql = "SELECT * FROM client WHERE \(filter) id > :after ORDER BY id LIMIT :limit"
        var arguments: StatementArguments = ["after": after?.value ?? "", "limit": max(limit, 0)]
        if let application {
            arguments += ["application": application]
        }
        let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
        return try rows.map { try client($0, in: database) }
    }

    /// Stores a client that is not there yet.
    static func insert(_ client: Client, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO client
                (id, application, name, isPublic, policyURI, termsOfServiceURI, createdAt, disabledAt, revokedBefore,
                    firstIssuedAt, profile)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            client.id.value, client.application, client.name, client.isPublic, client.policyURI,
            client.termsOfServiceURI, client.createdAt, client.disabledAt, client.revokedBefore, client.firstIssuedAt,
            try ClientProfileText.text(of: client.profile),
        ])
        try insertLists(of: client, in: database)
        for secret in client.secrets {
            try SecretRecord.insert(secret, of: client.id, in: database)
        }
    }

    /// Replaces what describes a client that is there.
    static func update(_ client: Client, in database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE client SET name = ?, policyURI = ?, termsOfServiceURI = ?, profile = ? WHERE id = ?"
        )
        .execute(arguments: [
            client.name, client.policyURI, client.termsOfServiceURI, try ClientProfileText.text(of: client.profile),
            client.id.value,
        ])
        for table in ["clientGrant", "clientScope", "clientRedirectURI"] {
            try database.cachedStatement(sql: "DELETE FROM \(table) WHERE clientID = ?")
                .execute(arguments: [client.id.value])
        }
        try insertLists(of: client, in: database)
    }

    private static func insertLists(of client: Client, in database: Database) throws {
        let grants = try database.cachedStatement(sql: "INSERT INTO clientGrant (clientID, grantType) VALUES (?, ?)")
        for grant in client.grants {
            try grants.execute(arguments: [client.id.value, grant.rawValue])
        }
        let scopes = try database.cachedStatement(sql: "INSERT INTO clientScope (clientID, scope) VALUES (?, ?)")
        for scope in client.scopes.names {
            try scopes.execute(arguments: [client.id.value, scope])
        }
        let redirects = try database.cachedStatement(
            sql: "INSERT INTO clientRedirectURI (clientID, position, uri) VALUES (?, ?, ?)"
        )
        for (position, uri) in client.redirectURIs.enumerated() {
            try redirects.execute(arguments: [client.id.value, position, uri])
        }
    }

    private static func client(_ row: Row, in database: Database) throws -> Client {
        let text: String = try row.decode(forColumn: "id")
        guard let id = ClientID(text) else {
            throw StorageError.corrupt("a client's id has a form that no id may have")
        }
        return Client(
            id: id,
            application: try row.decode(forColumn: "application"),
            name: try row.decode(forColumn: "name"),
            grants: try grants(of: id, in: database),
            scopes: ScopeSet(
                try list("SELECT scope FROM clientScope WHERE clientID = ? ORDER BY scope", of: id, in: database)
            ),
            isPublic: try row.decode(forColumn: "isPublic"),
            redirectURIs: try list(
                "SELECT uri FROM clientRedirectURI WHERE clientID = ? ORDER BY position",
                of: id,
                in: database
            ),
            policyURI: try row.decode(forColumn: "policyURI"),
            termsOfServiceURI: try row.decode(forColumn: "termsOfServiceURI"),
            secrets: try SecretRecord.fetch(of: id, in: database),
            createdAt: try row.decode(forColumn: "createdAt"),
            disabledAt: try row.decode(forColumn: "disabledAt"),
            revokedBefore: try row.decode(forColumn: "revokedBefore"),
            firstIssuedAt: try row.decode(forColumn: "firstIssuedAt"),
            profile: try ClientProfileText.profile(of: try row.decode(forColumn: "profile"))
        )
    }

    private static func grants(of id: ClientID, in database: Database) throws -> Set<GrantType> {
        let names = try list("SELECT grantType FROM clientGrant WHERE clientID = ?", of: id, in: database)
        return Set(
            try names.map { name in
                guard let grant = GrantType(rawValue: name) else {
                    throw StorageError.corrupt("client \(id) has an unknown grant")
                }
                return grant
            }
        )
    }

    private static func list(_ sql: String, of id: ClientID, in database: Database) throws -> [String] {
        try String.fetchAll(database.cachedStatement(sql: sql), arguments: [id.value])
    }
}
