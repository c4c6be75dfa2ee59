/// What one caller has used of one quota in a day or month of the calendar.
package struct QuotaUse: Sendable, Equatable {
    /// The quota's name, which outlives changes of its number.
    package var quota: String
    /// What the caller is counted by: `client`, `subject`, `claim`, `address` or `others`.
    package var by: String
    /// The caller's name there.
    package var caller: String
    /// When the period began, in Unix seconds.
    package var startsAt: Int64
    /// When it ends, in Unix seconds.
    package var endsAt: Int64
    /// How many requests count; a few of them may not have been made yet.
    package var used: Int64

    /// Makes a use of its parts.
    package init(quota: String, by: String, caller: String, startsAt: Int64, endsAt: Int64, used: Int64) {
        self.quota = quota
        self.by = by
        self.caller = caller
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.used = used
    }
}

/// Keeps what callers have used of quotas.
package protocol QuotaStore: Sendable {
    /// The uses whose period has not ended by `now`, by quota and caller.
    func quotaUses(at now: Int64) async throws(StorageError) -> [QuotaUse]

    /// Puts uses in the place of what the same callers had used of the same quotas; all of them or none.
    func record(_ uses: [QuotaUse]) async throws(StorageError)

    /// Forgets uses whose period has ended by `now`.
    func purgeQuotas(before now: Int64) async throws(StorageError)
}
