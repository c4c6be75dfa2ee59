import GatehousePolicy

/// Bounds how many requests are sent again, so that what is overloaded does not get more; times are uptime nanoseconds.
struct RetryBudget {
    /// A retry in the unit of the balance: a thousandth of a percent.
    private static let price: Int64 = 100_000
    /// For how many seconds the smallest rate is saved up.
    private static let saved: Int64 = 10

    private let perRequest: Int64
    private let perSecond: Int64
    private let most: Int64
    private var balance: Int64
    private var refilled: UInt64

    init(_ settings: UpstreamOptions.Retries, now: UInt64) {
        self.perRequest = settings.budgetPercent * 1_000
        self.perSecond = settings.minimumPerSecond * Self.price
        self.most = max(perSecond * Self.saved, settings.budgetPercent > 0 ? 100 * Self.price : 0)
        self.balance = perSecond * Self.saved
        self.refilled = now
    }

    /// A request was sent for the first time.
    mutating func deposit() {
        balance = min(most, balance + perRequest)
    }

    /// Takes one retry; false if there is none left.
    mutating func take(at now: UInt64) -> Bool {
        let elapsed = min(now - min(refilled, now), 10_000_000_000)
        balance = min(most, balance + perSecond / 1_000 * Int64(elapsed / 1_000_000))
        refilled = now
        guard balance >= Self.price else { return false }
        balance -= Self.price
        return true
    }
}
