/// Decides when it is news that an issuer can be asked about tokens, or cannot: however often it is asked, and however
/// good and bad answers alternate.
struct QuestionNews {
    /// What people have to hear.
    enum Item: Equatable {
        case failing
        case answering
    }

    /// It is well again after so many seconds without a failure.
    static let calm: Int64 = 30

    /// When it failed last, while that is so.
    private var failedAt: Int64?

    /// Notes one question; `now` is in seconds of a clock that nobody sets.
    mutating func note(isSuccess: Bool, now: Int64) -> Item? {
        guard isSuccess else {
            defer { failedAt = now }
            return failedAt == nil ? .failing : nil
        }
        guard let failedAt, now - failedAt >= Self.calm else { return nil }
        self.failedAt = nil
        return .answering
    }
}
