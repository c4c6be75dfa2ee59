/// How many requests one caller may send to a route, or to all routes that share the limit.
package struct RateLimit: Sendable, Equatable {
    /// What counts as one caller.
    package enum Subject: Sendable, Equatable {
        case client
        case subject
        case address
        case claim(String)

        /// As the policy writes it.
        package var text: String {
            switch self {
            case .client: "client"
            case .subject: "subject"
            case .address: "address"
            case .claim(let name): "claim \(name)"
            }
        }
    }

    /// The unit of a rate.
    package enum Window: String, Sendable, CaseIterable {
        case second
        case minute
        case hour
        /// A day of the calendar in UTC: a quota's.
        case day
        /// A month of the calendar in UTC: a quota's.
        case month

        /// How long it is; of a month, how long the longest is.
        package var seconds: Int64 {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3_600
            case .day: 86_400
            case .month: 2_678_400
            }
        }

        /// Whether it is a period of the calendar, whose count survives a restart.
        package var isCalendar: Bool { self == .day || self == .month }
    }

    /// Who is counted apart from others.
    package let by: Subject
    /// Requests in one window.
    package let count: Int64
    /// In what time the requests are counted.
    package let window: Window
    /// Requests at once: what a caller that was quiet may send without waiting.
    package let burst: Int64
    /// Tells this limit's counts from those of all others, also after a reload.
    package var identity = ""
    /// What the answers call it: unique among the limits of a route.
    package var name = ""

    /// A limit of nobody yet.
    package init(by: Subject, count: Int64, window: Window, burst: Int64) {
        self.by = by
        self.count = count
        self.window = window
        self.burst = burst
    }

    /// `client 100/minute`.
    package var text: String { "\(by.text) \(count)/\(window.rawValue)" }

    /// Whether it counts over a day or a month of the calendar.
    package var isQuota: Bool { window.isCalendar }

    /// How long it takes until one more request may come, in nanoseconds.
    package var interval: Int64 { window.seconds * 1_000_000_000 / count }
}

extension RateLimit: CustomStringConvertible {
    package var description: String { burst == count ? text : "\(text), burst \(burst)" }
}
