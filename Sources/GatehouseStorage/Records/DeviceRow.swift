import Foundation
import GRDB
import GatehouseOAuth

/// A device's request as a row, under the digest of its device code.
enum DeviceRow {
    /// A request with what decides a poll.
    struct Found {
        var device: DeviceAuthorization
        /// When the device asked last, in Unix seconds.
        let polledAt: Int64?
    }

    private static let columns = """
        digest, userCode, clientID, scope, resources, address, createdAt, expiresAt, interval, state, grantID, polledAt
        """

    /// The request of that digest and client.
    static func fetch(_ digest: [UInt8], of client: ClientID, in database: Database) throws -> Found? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM deviceAuthorization WHERE digest = ? AND clientID = ?"
        )
        return try Row.fetchOne(statement, arguments: [Data(digest), client.value]).map(found)
    }

    /// The request that waits under that user code at `now`.
    static func fetch(userCode: String, at now: Int64, in database: Database) throws -> DeviceAuthorization? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(columns) FROM deviceAuthorization WHERE userCode = ? AND state = 'pending' AND expiresAt > ?
                """
        )
        return try Row.fetchOne(statement, arguments: [userCode, now]).map(found)?.device
    }

    /// Stores a request that waits, unless another one waits under its user code; answers whether it did.
    static func insert(_ device: DeviceAuthorization, in database: Database) throws -> Bool {
        try database.cachedStatement(
            sql: "DELETE FROM deviceAuthorization WHERE userCode = ? AND state = 'pending' AND expiresAt <= ?"
        )
        .execute(arguments: [device.userCode, device.createdAt])
        try database.cachedStatement(
            sql: """
                INSERT INTO deviceAuthorization (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', NULL, NULL)
                ON CONFLICT (userCode) WHERE state = 'pending' DO NOTHING
                """
        )
        .execute(arguments: [
            Data(device.digest), device.userCode, device.clientID.value, device.scope.serialized,
            ColumnText.list(device.resources), device.address, device.createdAt, device.expiresAt, device.interval,
        ])
        return database.changesCount > 0
    }

    /// Moves a request from one state to another; answers whether it was in the first.
    static func move(
        _ digest: [UInt8],
        from: String,
        to state: String,
        grantID: String?,
        in database: Database
    ) throws -> Bool {
        try database.cachedStatement(
            sql: "UPDATE deviceAuthorization SET state = ?, grantID = ? WHERE digest = ? AND state = ?"
        )
        .execute(arguments: [state, grantID, Data(digest), from])
        return database.changesCount > 0
    }

    /// Notes a poll, and how long the device must wait before the next.
    static func notePoll(_ digest: [UInt8], at now: Int64, interval: Int64, in database: Database) throws {
        try database.cachedStatement(sql: "UPDATE deviceAuthorization SET polledAt = ?, interval = ? WHERE digest = ?")
            .execute(arguments: [now, interval, Data(digest)])
    }

    private static func found(_ row: Row) throws -> Found {
        var columns = ColumnReader(row)
        var device = DeviceAuthorization(
            digest: try columns.nextBytes(),
            userCode: try columns.next(),
            clientID: try columns.next(as: ClientID.init),
            scope: try columns.next(as: ColumnText.scopes),
            resources: try columns.next(as: ColumnText.list),
            address: try columns.next(),
            createdAt: try columns.next(),
            expiresAt: try columns.next(),
            interval: try columns.next()
        )
        device.state = try state(try columns.next(), grantID: try columns.next())
        return Found(device: device, polledAt: try columns.next())
    }

    private static func state(_ name: String, grantID: String?) throws -> DeviceAuthorization.State {
        switch (name, grantID) {
        case ("pending", nil): .pending
        case ("denied", nil): .denied
        case ("approved", let grantID?): .approved(grantID: grantID)
        case ("redeemed", let grantID?): .redeemed(grantID: grantID)
        default: throw StorageError.corrupt("a device's request has an unknown state")
        }
    }
}
