import GatehouseJOSE

/// Answers whether a verified token was taken back, for one event loop.
///
/// Bounded: at capacity an entry is folded into "this client's tokens before T" (for a token of a person "this grant's"),
/// and where that is unknown into "every token before T". More is refused, never less.
struct RevocationTable {
    private struct Row {
        /// `Int64.max` refuses whatever the key names.
        var revokedBefore: Int64
        var expiresAt: Int64
    }

    private var rows: [RevocationKey: Row] = [:]
    /// Keys by the minute in which they expire, so that purging touches only what is due.
    private var due: [Int64: [RevocationKey]] = [:]
    private var everythingBefore = Int64.min
    private let capacity: Int
    /// Changes whenever more may be refused; a cached token that was checked at this generation is still good.
    private(set) var generation: UInt64 = 1
    /// How many entries were folded because the table was full.
    private(set) var foldedCount = 0

    var count: Int { rows.count }

    init(capacity: Int, entries: [RevocationEntry] = []) {
        self.capacity = max(1, capacity)
        for entry in entries { insert(entry) }
    }

    mutating func apply(_ changes: [RevocationChange]) {
        for change in changes {
            switch change {
            case .revoke(let entry): insert(entry)
            case .lift(let key): rows[key] = nil
            }
        }
        generation &+= 1
    }

    /// Whether a token is refused, given the four names it goes by; they are asked for only if there is anything to find.
    func refuses(_ names: @autoclosure () -> TokenNames, issuedAt: Int64) -> Bool {
        if issuedAt <= everythingBefore { return true }
        if rows.isEmpty { return false }
        let names = names()
        return isHit(names.token, issuedAt) || isHit(names.client, issuedAt) || isHit(names.subject, issuedAt)
            || names.grant.map { isHit($0, issuedAt) } ?? false
    }

    /// Drops the entries whose tokens have all expired.
    mutating func purge(now: Int64) {
        let minute = now / 60
        for past in due.keys where past < minute {
            for key in due.removeValue(forKey: past) ?? [] {
                if let row = rows[key], row.expiresAt < now { rows[key] = nil }
            }
        }
    }

    private func isHit(_ key: RevocationKey, _ issuedAt: Int64) -> Bool {
        guard let row = rows[key] else { return false }
        return issuedAt <= row.revokedBefore
    }

    private mutating func insert(_ entry: RevocationEntry) {
        let row = Row(revokedBefore: entry.revokedBefore ?? .max, expiresAt: entry.expiresAt)
        // An entry of a client is what others are folded into; it stays as it is.
        if rows[entry.key] == nil, rows.count >= capacity, entry.client != entry.key {
            fold(entry)
        } else {
            merge(row, at: entry.key)
        }
    }

    private mutating func merge(_ row: Row, at key: RevocationKey) {
        var merged = row
        if let old = rows[key] {
            merged.revokedBefore = max(merged.revokedBefore, old.revokedBefore)
            merged.expiresAt = max(merged.expiresAt, old.expiresAt)
        }
        rows[key] = merged
        if merged.expiresAt != .max { due[merged.expiresAt / 60, default: []].append(key) }
    }

    private mutating func fold(_ entry: RevocationEntry) {
        foldedCount &+= 1
        let before = entry.revokedBefore ?? entry.recordedAt
        if let client = entry.client {
            // One row a client at most, and no token of a grant gets a row of its own when the table is this full: the
            // number of clients bounds how far this goes over the capacity.
            merge(Row(revokedBefore: before, expiresAt: entry.expiresAt), at: client)
        } else {
            everythingBefore = max(everythingBefore, before)
        }
    }
}

/// The four names under which one token can be taken back.
struct TokenNames {
    let token: RevocationKey
    let grant: RevocationKey?
    let client: RevocationKey
    let subject: RevocationKey
}

extension TokenNames {
    init(_ token: VerifiedToken) {
        guard token.foreignIssuer == nil else {
            let issuer = token.issuer
            self.init(
                token: .foreign(.token, token.tokenID, of: issuer),
                grant: nil,
                client: .foreign(.client, token.clientID, of: issuer),
                subject: .foreign(.subject, token.subject, of: issuer)
            )
            return
        }
        self.init(
            token: .token(token.tokenID),
            grant: token.grantID.map { .grant($0) },
            client: .client(token.clientID),
            subject: .subject(token.subject)
        )
    }
}
