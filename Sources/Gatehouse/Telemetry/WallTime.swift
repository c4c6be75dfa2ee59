import GatehouseProxy
import Glibc

/// Names one instant of the wall clock to the millisecond.
package struct WallTime: Sendable, Equatable {
    /// Whole seconds since 1970 (UTC).
    package let seconds: Int64
    /// Milliseconds within the second.
    package let milliseconds: Int

    /// Creates an instant from its parts.
    package init(seconds: Int64, milliseconds: Int = 0) {
        self.seconds = seconds
        self.milliseconds = milliseconds
    }

    /// Creates an instant from milliseconds since 1970 (UTC).
    package init(milliseconds: Int64) {
        let remainder = ((milliseconds % 1_000) + 1_000) % 1_000
        self.seconds = (milliseconds - remainder) / 1_000
        self.milliseconds = Int(remainder)
    }

    /// What the system's clock says now.
    package static func now() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(seconds: Int64(time.tv_sec), milliseconds: Int(time.tv_nsec) / 1_000_000)
    }

    /// Milliseconds since 1970 (UTC).
    package var sinceEpoch: Int64 { seconds * 1_000 + Int64(milliseconds) }

    /// Writes the instant as `2026-01-31T23:59:59.999Z` (RFC 3339 §5.6).
    package func append(to bytes: inout [UInt8]) {
        appendSecond(to: &bytes)
        bytes.append(UInt8(ascii: "."))
        Self.append(milliseconds, width: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The second as `2026-01-31T23:59:59Z`, for what is kept in whole seconds.
    package var secondText: String {
        var bytes: [UInt8] = []
        appendSecond(to: &bytes)
        return String(decoding: bytes, as: UTF8.self) + "Z"
    }

    private func appendSecond(to bytes: inout [UInt8]) {
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let second = Int(seconds - days * 86_400)
        let date = CivilDate(day: days)
        Self.append(date.year, width: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.month, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.day, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Self.append(second / 3_600, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(second / 60 % 60, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(second % 60, width: 2, to: &bytes)
    }

    /// The instant as text.
    package var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ value: Int, width: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
