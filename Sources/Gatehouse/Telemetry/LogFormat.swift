import Logging

/// Chooses how the server's own log lines look.
package enum LogFormat: String, Sendable, CaseIterable {
    /// For people at a terminal.
    case human
    /// One JSON object a line.
    case json

    /// Appends one event as one line.
    func append(_ event: LogLine, to bytes: inout [UInt8]) {
        switch self {
        case .human: Self.appendHuman(event, to: &bytes)
        case .json: Self.appendJSON(event, to: &bytes)
        }
    }

    private static func appendJSON(_ event: LogLine, to bytes: inout [UInt8]) {
        var line = JSONLine(appendingTo: bytes)
        line.add("time", event.time)
        line.add("level", event.level.rawValue)
        line.add("message", event.message)
        for (name, value) in event.facts { line.add(dynamic: name, value) }
        bytes = line.finish()
    }

    private static func appendHuman(_ event: LogLine, to bytes: inout [UInt8]) {
        event.time.append(to: &bytes)
        let level = event.level.rawValue
        bytes.append(contentsOf: " \(level)\(String(repeating: " ", count: max(0, 8 - level.utf8.count)))".utf8)
        appendPrintable(event.message, to: &bytes)
        for (name, value) in event.facts {
            bytes.append(contentsOf: "  ".utf8)
            appendPrintable(name, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            appendPrintable(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// A value cannot begin a line of its own or move the terminal's cursor.
    private static func appendPrintable(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 { bytes.append(byte < 0x20 || byte == 0x7F ? UInt8(ascii: "?") : byte) }
    }
}

/// Holds one event of the server's log, ready to be written.
package struct LogLine: Sendable {
    let time: WallTime
    let level: Logger.Level
    let message: String
    /// Metadata by name, sorted.
    let facts: [(String, String)]
}
