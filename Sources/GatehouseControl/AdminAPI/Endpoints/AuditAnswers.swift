import GatehouseJOSE
import GatehouseOAuth
import Hummingbird
import NIOCore

/// Answers what is asked of the audit log.
enum AuditAnswers {
    /// How many events an export reads at a time.
    private static let batch = 500

    static func list(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        var query = AuditQuery(
            kind: call.query.text("kind"),
            actor: call.query.text("actor"),
            about: call.query.text("about"),
            since: call.query.integer("since"),
            until: call.query.integer("until"),
            before: call.query.integer("before"),
            limit: call.query.limit
        )
        if wantsLines(call) {
            query.limit = batch
            return .lines(try await lines(of: query, from: call.services.directory, call))
        }
        let page = query
        let events = try await call.stored { () async throws(StorageError) in
            try await call.services.directory.audit(page)
        }
        return try call.page(events.map { APIAuditEvent(recorded: $0) }, last: events.last?.sequence)
    }

    /// RFC 9110 §12.5.1, without weights: whoever names JSON lines means them.
    private static func wantsLines(_ call: APICall) -> Bool {
        let accepted = (call.request.headers[.accept] ?? "").split(separator: ",")
        return accepted.contains { range in
            let type = range.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
            return String(decoding: type, as: UTF8.self).lowercased().hasSameBytes(as: APIJSON.linesMediaType)
        }
    }

    /// The first events are read before anything is answered: a store that does not work is 503 and no torn export.
    private static func lines(
        of query: AuditQuery,
        from directory: any DirectoryReading,
        _ call: APICall
    ) async throws(APIFailure) -> ResponseBody {
        let first = try await call.stored { () async throws(StorageError) in try await directory.audit(query) }
        return ResponseBody { writer in
            var (events, query) = (first, query)
            while true {
                var text: [UInt8] = []
                for event in events {
                    text += try APIJSON.encode(APIAuditEvent(recorded: event)) + [UInt8(ascii: "\n")]
                }
                if !text.isEmpty { try await writer.write(ByteBuffer(bytes: text)) }
                guard events.count == query.limit, let last = events.last else { break }
                query.before = last.sequence
                events = try await directory.audit(query)
            }
            try await writer.finish(nil)
        }
    }
}
