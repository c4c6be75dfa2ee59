package import Logging

/// Holds the server's own log: lines on standard error, written by a thread of their own.
package struct ServerLog: Sendable {
    /// How many lines may wait for a slow reader.
    private static let capacity = 4_096

    /// What the server's parts log to.
    package let logger: Logger

    private let writer: LineWriter<LogLine>
    private let level: Logger.Level

    /// Opens the log in the configured format.
    package init(
        _ configuration: LogConfiguration,
        to destination: LineDestination = .standardError
    ) throws(ExitFailure) {
        let format = configuration.format
        do throws(SystemFailure) {
            let writer = try LineWriter<LogLine>(to: destination, capacity: Self.capacity, encode: format.append)
            let level = Logger.Level(rawValue: configuration.level) ?? .notice
            self.writer = writer
            self.level = level
            self.logger = Logger(label: "gatehouse") { _ in LineLogHandler(writer: writer, level: level) }
        } catch {
            throw ExitFailure(.environment, "The log cannot be written: \(error).")
        }
    }

    /// Sends what libraries log to this log too; once a process.
    package func adoptLibraries() {
        let level = max(level, .warning)
        LoggingSystem.bootstrap { [writer] _ in LineLogHandler(writer: writer, level: level) }
    }

    /// Writes what waits.
    package func close() async {
        await writer.close()
    }
}
