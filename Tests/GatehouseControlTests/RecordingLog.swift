import Logging
import Synchronization
import Testing

/// Remembers what was logged.
final class RecordingLog: Sendable {
    struct Entry: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let recorded = Mutex<[Entry]>([])

    /// What was logged so far.
    var entries: [Entry] { recorded.withLock { $0 } }

    /// A logger that writes here, at every level.
    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    /// Returns when such a line was logged, or fails after ten seconds.
    func wait(for isMeant: (Entry) -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while !entries.contains(where: isMeant) {
            try #require(ContinuousClock.now < deadline, "what was waited for was never logged")
            await Task.yield()
        }
    }

    private func append(_ entry: Entry) {
        recorded.withLock { $0.append(entry) }
    }

    private struct Handler: LogHandler {
        let log: RecordingLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            log.append(
                Entry(level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" })
            )
        }
    }
}
