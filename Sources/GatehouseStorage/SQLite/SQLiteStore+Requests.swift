import Foundation
import GRDB
package import GatehouseOAuth

extension SQLiteStore: RequestStore {
    package func push(_ request: PushedRequest) async throws(StorageError) {
        try await write { database in
            try database.cachedStatement(
                sql: "INSERT INTO pushedRequest (digest, clientID, parameters, expiresAt) VALUES (?, ?, ?, ?)"
            )
            .execute(arguments: [
                Data(request.digest), request.clientID.value, Data(request.parameters), request.expiresAt,
            ])
        }
    }

    package func pushedRequest(
        _ digest: [UInt8],
        of client: ClientID,
        at now: Int64
    ) async throws(StorageError) -> PushedRequest? {
        try readAtOnce { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT parameters, expiresAt FROM pushedRequest
                    WHERE digest = ? AND clientID = ? AND expiresAt > ?
                    """
            )
            return try Row.fetchOne(statement, arguments: [Data(digest), client.value, now])
                .map { row in
                    var columns = ColumnReader(row)
                    return PushedRequest(
                        digest: digest,
                        clientID: client,
                        parameters: try columns.nextBytes(),
                        expiresAt: try columns.next()
                    )
                }
        }
    }

    package func useOnce(
        _ kind: SingleUse,
        _ digest: [UInt8],
        until expiresAt: Int64,
        at now: Int64
    ) async throws(StorageError) -> Bool {
        try await write { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO singleUse (digest, kind, expiresAt) VALUES (:digest, :kind, :expiresAt)
                    ON CONFLICT (digest, kind) DO UPDATE SET expiresAt = excluded.expiresAt WHERE expiresAt < :now
                    """
            )
            .execute(arguments: [
                "digest": Data(digest), "kind": kind.rawValue, "expiresAt": expiresAt, "now": now,
            ])
            return database.changesCount > 0
        }
    }

    package func purgeRequests(before now: Int64) async throws(StorageError) {
        try await purge { try Purge.pushedRequests(before: now, in: $0) }
        try await purge { try Purge.singleUses(before: now, in: $0) }
    }
}
