import GatehouseProxy

/// Writes one finished request as one JSON line (contract §2, `access_log`).
///
/// Everything in it is ours or was decided upon: no header, no query and no token ever comes near it.
enum AccessLine {
    /// Appends the line with its line break.
    static func append(_ record: AccessRecord, to bytes: inout [UInt8]) {
        var line = JSONLine(appendingTo: bytes)
        line.add("time", WallTime(milliseconds: record.time))
        line.add("request_id", record.foreignRequestID ?? record.requestID.description)
        line.add("peer", record.peer)
        line.add("method", record.method)
        line.add("path", record.path)
        line.add("application", record.application)
        line.add("route", record.route)
        addCaller(record, to: &line)
        line.add("decision", record.reason.isPermit ? "permit" : "deny")
        if record.reason != .permitted { line.add("reason", record.reason.name) }
        line.add("detail", record.detail)
        line.add("upstream_failure", record.upstreamFailure)
        line.add("status", Int64(record.status))
        line.add("request_bytes", record.requestBytes)
        line.add("response_bytes", record.responseBytes)
        line.add("duration_ms", thousandths: record.duration)
        if let upstream = record.upstreamDuration { line.add("upstream_ms", thousandths: upstream) }
        bytes = line.finish()
    }

    private static func addCaller(_ record: AccessRecord, to line: inout JSONLine) {
        line.add("client", record.client)
        guard let subject = record.subject else { return }
        // RFC 9068 §5: a client that acts for itself is its own subject.
        let isClient = record.client.map { $0.utf8.elementsEqual(subject.utf8) } ?? false
        line.add("subject_kind", isClient ? "client" : "user")
        if !isClient { line.add("subject", subject) }
    }
}
