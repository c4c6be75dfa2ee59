package import Logging

/// Sends the server's log to a ``LineWriter``.
package struct LineLogHandler: LogHandler {
    /// What every line of this logger carries.
    package var metadata: Logger.Metadata = [:]
    /// What the surrounding task adds.
    package var metadataProvider: Logger.MetadataProvider?
    /// The least severe level that is written.
    package var logLevel: Logger.Level

    private let writer: LineWriter<LogLine>

    /// Creates a handler; the writer is shared by all of them.
    package init(writer: LineWriter<LogLine>, level: Logger.Level) {
        self.writer = writer
        self.logLevel = level
    }

    /// Reads or sets one fact that every line carries.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Queues one event.
    package func log(event: LogEvent) {
        var facts = metadata
        if let provided = metadataProvider?.get() { facts.merge(provided) { _, new in new } }
        if let own = event.metadata { facts.merge(own) { _, new in new } }
        if let error = event.error { facts["error"] = "\(error)" }
        let line = LogLine(
            time: .now(),
            level: event.level,
            message: event.message.description,
            facts: facts.map { ($0.key, $0.value.description) }.sorted { $0.0 < $1.0 }
        )
        writer.write([line])
    }
}
