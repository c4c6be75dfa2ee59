import GatehousePolicy

/// The `RateLimit-Policy` and `RateLimit` lines of an answer (draft-ietf-httpapi-ratelimit-headers-10).
enum RateLimitLines {
    /// Adds what became of a request under one limit: a line of each, which together are one list (RFC 9110 §5.2).
    static func append(_ limit: RateLimit, _ outcome: RateLimitTable.Outcome, to lines: inout [UInt8]) {
        let text =
            "RateLimit-Policy: \"\(limit.name)\";q=\(limit.count);w=\(limit.window.seconds)\r\n"
            + "RateLimit: \"\(limit.name)\";r=\(outcome.remaining);t=\(seconds(outcome.fullAfter))\r\n"
        lines += text.utf8
    }

    /// The same of a quota, whose window is this period of the calendar.
    static func append(
        _ limit: RateLimit,
        _ outcome: QuotaLedger.Outcome,
        resetsAfter seconds: Int64,
        to lines: inout [UInt8]
    ) {
        let window = outcome.period.end - outcome.period.start
        let text =
            "RateLimit-Policy: \"\(limit.name)\";q=\(limit.count);w=\(window)\r\n"
            + "RateLimit: \"\(limit.name)\";r=\(outcome.remaining);t=\(seconds)\r\n"
        lines += text.utf8
    }

    /// Whole seconds that are not less than so many nanoseconds.
    static func seconds(_ nanoseconds: Int64) -> Int64 {
        nanoseconds <= 0 ? 0 : (nanoseconds - 1) / 1_000_000_000 + 1
    }
}
