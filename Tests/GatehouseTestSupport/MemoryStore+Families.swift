import GatehouseOAuth

extension MemoryStore {
    /// Grants with what comes from them, and consents.
    struct Families {
        struct HeldGrant {
            var grant: Grant
            /// When it may be forgotten: not before its session, whose clients must hear of its end.
            var keptUntil: Int64
            /// In the order of their storing.
            let position: Int
        }

        struct HeldCode {
            let code: AuthorizationCode
            var isUsed = false
        }

        struct HeldToken {
            let token: RefreshToken
            var rotatedAt: Int64?
            var successor: [UInt8]?
            /// How many tokens were rotated before it in a row.
            var generation: Int64 = 0
        }

        struct Pair: Hashable {
            let user: UserID
            let client: ClientID
        }

        var grants: [String: HeldGrant] = [:]
        var codes: [[UInt8]: HeldCode] = [:]
        var tokens: [[UInt8]: HeldToken] = [:]
        var consents: [Pair: Consent] = [:]
        private var count = 0

        /// Stores a grant and replaces the consent, if there is one.
        mutating func add(_ grant: Grant, _ consent: Consent?, in sessions: [String: HeldSession]) throws(StorageError)
        {
            guard grants[grant.id] == nil else { throw .conflict }
            let sessionEnd = grant.sessionID.flatMap { sessions[$0]?.session.expiresAt }
            let keptUntil = max(grant.expiresAt, sessionEnd ?? grant.expiresAt)
            count += 1
            grants[grant.id] = HeldGrant(grant: grant, keptUntil: keptUntil, position: count)
            if var consent {
                let pair = Pair(user: consent.userID, client: consent.clientID)
                let earlier = consents[pair]?.lastUsedAt
                consent.lastUsedAt = [earlier, consent.lastUsedAt].compactMap(\.self).max()
                consents[pair] = consent
            }
        }

        /// Stores a refresh token, of which a grant has one live at a time.
        mutating func add(_ token: RefreshToken, generation: Int64 = 0) throws(StorageError) {
            try MemoryStore.check(digest: token.digest)
            let isSecond = tokens.values.contains { $0.token.grantID == token.grantID && $0.rotatedAt == nil }
            guard tokens[token.digest] == nil, grants[token.grantID] != nil, !isSecond, token.salt.count == 16 else {
                throw .conflict
            }
            tokens[token.digest] = HeldToken(token: token, generation: generation)
        }

        /// Forgets some of the oldest rotated tokens of a grant, the newest of which is of that generation.
        mutating func forgetRotated(of grantID: String, newest: Int64, at now: Int64) {
            let old = tokens.values.filter {
                $0.token.grantID == grantID && $0.generation <= newest - RotationMemory.count
            }
            for held in old.sorted(by: { $0.generation < $1.generation }).prefix(RotationMemory.step) {
                guard let rotatedAt = held.rotatedAt else { continue }
                let isOld = rotatedAt < now - RotationMemory.seconds
                guard isOld || held.generation <= newest - RotationMemory.limit else { continue }
                tokens[held.token.digest] = nil
            }
        }

        /// Notes that a token was issued.
        mutating func use(_ id: String, at now: Int64, expiresAt: Int64) {
            guard var held = grants[id] else { return }
            held.grant.lastUsedAt = max(held.grant.lastUsedAt ?? now, now)
            held.grant.expiresAt = max(held.grant.expiresAt, expiresAt)
            held.keptUntil = max(held.keptUntil, expiresAt)
            grants[id] = held
            let pair = Pair(user: held.grant.userID, client: held.grant.clientID)
            let consentUsedAt = max(consents[pair]?.lastUsedAt ?? now, now)
            consents[pair]?.lastUsedAt = consentUsedAt
        }

        /// Keeps the grants of a session as long as the session.
        mutating func keep(session: String, until end: Int64) {
            for held in grants.values where held.grant.sessionID == session {
                grants[held.grant.id]?.keptUntil = max(held.keptUntil, end)
            }
        }

        /// Removes grants with their codes and refresh tokens.
        mutating func remove(where isGone: (HeldGrant) -> Bool) {
            grants = grants.filter { !isGone($0.value) }
            let left = grants
            codes = codes.filter { left[$0.value.code.grantID] != nil }
            tokens = tokens.filter { left[$0.value.token.grantID] != nil }
        }
    }
}
