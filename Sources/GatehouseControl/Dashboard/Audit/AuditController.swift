import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird
import NIOCore

/// Shows who did what when, and gives it away as JSON lines.
struct AuditController: Sendable {
    static let path = "/audit"
    static let exportPath = "/audit/export"
    /// How many events an export reads at a time.
    private static let batch = 500

    let pages: DashboardPages

    init(pages: DashboardPages) {
        self.pages = pages
    }

    var routes: [SiteRoute] {
        [.get(Self.path, show), .get(Self.exportPath, export)]
    }

    /// Answers `GET /audit`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .audit) { visit throws(StorageError) in
            let filter = AuditFilter(visit.query)
            let wanted = filter.query(try await people(filter), limit: AuditFilter.rows + 1)
            let events = try await pages.services.directory.audit(wanted)
            let names = try await AuditNames.of(events, in: pages.services.directory)
            return visit.show(AuditPage(frame: visit.frame(), filter, events, names: names, now: visit.now))
        }
    }

    /// Answers `GET /audit/export`, page by page, so that no export is held as a whole.
    @Sendable func export(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .audit) { visit throws(StorageError) in
            let filter = AuditFilter(visit.query)
            let wanted = filter.query(try await people(filter), limit: Self.batch)
            let directory = pages.services.directory
            // A store that does not work is a page of its own and no torn export.
            let first = try await directory.audit(wanted)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/x-ndjson; charset=utf-8", .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"gatehouse-audit.jsonl\"",
                ],
                body: ResponseBody { writer in
                    var (events, wanted) = (first, wanted)
                    while true {
                        let lines = events.map { Self.line($0) }
                        if !lines.isEmpty { try await writer.write(ByteBuffer(bytes: lines.joined())) }
                        guard events.count == wanted.limit, let last = events.last else { break }
                        wanted.before = last.sequence
                        events = try await directory.audit(wanted)
                    }
                    try await writer.finish(nil)
                }
            )
        }
    }

    /// The ids of people whose user names were typed.
    private func people(_ filter: AuditFilter) async throws(StorageError) -> [String: String] {
        var found: [String: String] = [:]
        for name in [filter.actor, filter.about].compactMap(\.self) where UserID(name) == nil {
            let page = try await pages.services.directory.users(UserQuery(text: name, limit: 20))
            found[name] = page.items.first { $0.username.value.hasSameBytes(as: name) }?.id.value
        }
        return found
    }

    /// The same members as the command line and the admin API write.
    static func line(_ recorded: RecordedAuditEvent) -> [UInt8] {
        let event = recorded.event
        let details = event.kind.details.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
        let members = JSONObject([
            ("at", .integer(event.at)), ("actor", .string(event.actor)), ("kind", .string(event.kind.name)),
            ("details", .object(JSONObject(details))), ("sequence", .integer(recorded.sequence)),
        ])
        return members.serialized() + [UInt8(ascii: "\n")]
    }
}
