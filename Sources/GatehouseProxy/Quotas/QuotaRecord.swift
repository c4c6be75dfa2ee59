/// What one caller has used of one quota, as it is kept between two runs.
package struct QuotaRecord: Sendable, Equatable {
    /// The quota's name, which outlives changes of its number.
    package let quota: String
    /// What the caller is counted by: `client`, `subject`, `claim` or `address`; `others` for those who did not fit.
    package let by: String
    /// The caller's name there; of a long one its digest.
    package let caller: String
    /// When the period of the calendar began, in Unix seconds.
    package let startsAt: Int64
    /// When that period ends, in Unix seconds.
    package let endsAt: Int64
    /// Requests that were granted, and those that may be granted without another word.
    package let used: Int64

    /// Makes a record of its parts.
    package init(quota: String, by: String, caller: String, startsAt: Int64, endsAt: Int64, used: Int64) {
        self.quota = quota
        self.by = by
        self.caller = caller
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.used = used
    }
}

/// A record that shall be stored.
package struct QuotaChange: Sendable {
    /// What shall be stored.
    package let record: QuotaRecord
    let key: RateLimitKey
}
