import GRDB
package import GatehouseOAuth

extension SQLiteStore: DeviceStore {
    package func begin(_ device: DeviceAuthorization) async throws(StorageError) -> Bool {
        try await write { try DeviceRow.insert(device, in: $0) }
    }

    package func device(userCode: String, at now: Int64) async throws(StorageError) -> DeviceAuthorization? {
        try readAtOnce { try DeviceRow.fetch(userCode: userCode, at: now, in: $0) }
    }

    package func decide(
        _ userCode: String,
        grant: Grant?,
        consent: Consent?,
        at now: Int64,
        audit: [AuditEvent]
    ) async throws(StorageError) -> DeviceDecision {
        try await write { database in
            guard let device = try DeviceRow.fetch(userCode: userCode, at: now, in: database) else { return .late }
            if let grant {
                // RFC 8628 §3.3: the person decides about the client that asked, and no other.
                guard grant.clientID == device.clientID else { throw StorageError.conflict }
                try GrantRow.insert(grant, with: consent, in: database)
            }
            let state = grant == nil ? "denied" : "approved"
            guard
                try DeviceRow.move(device.digest, from: "pending", to: state, grantID: grant?.id, in: database)
            else { throw StorageError.conflict }
            try AuditRow.insert(audit, in: database)
            return .decided
        }
    }

    package func poll(
        _ digest: [UInt8],
        of client: ClientID,
        at now: Int64
    ) async throws(StorageError) -> DevicePoll {
        try await write { database in
            guard let found = try DeviceRow.fetch(digest, of: client, in: database) else { return .unknown }
            if case .redeemed(let id) = found.device.state {
                return .replayed(try GrantRow.fetchReferred(id, in: database))
            }
            guard found.device.expiresAt > now else { return .expired }
            switch found.device.state {
            case .pending: return try notePoll(of: found, at: now, in: database)
            case .approved(let id): return try redeem(found.device, grantID: id, in: database)
            case .denied, .redeemed: return .denied
            }
        }
    }

    package func purgeDevices(before now: Int64) async throws(StorageError) {
        try await purge { try Purge.devices(before: now, in: $0) }
    }
}

/// Notes that a device asked while nobody had decided.
private func notePoll(of found: DeviceRow.Found, at now: Int64, in database: Database) throws -> DevicePoll {
    let isEarly = found.polledAt.map { now - $0 < found.device.interval } ?? false
    // RFC 8628 §3.5: slow_down adds five seconds for this and all later requests.
    let interval = found.device.interval + (isEarly ? 5 : 0)
    try DeviceRow.notePoll(found.device.digest, at: now, interval: interval, in: database)
    return isEarly ? .slowDown : .pending
}

/// Uses up a device code that was allowed.
private func redeem(_ device: DeviceAuthorization, grantID: String, in database: Database) throws -> DevicePoll {
    guard try DeviceRow.move(device.digest, from: "approved", to: "redeemed", grantID: grantID, in: database) else {
        throw StorageError.conflict
    }
    var redeemed = device
    redeemed.state = .redeemed(grantID: grantID)
    return .approved(redeemed, try GrantRow.fetchReferred(grantID, in: database))
}
