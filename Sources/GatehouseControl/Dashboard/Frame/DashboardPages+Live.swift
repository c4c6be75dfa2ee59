import GatehouseOAuth
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension DashboardPages {
    /// What a live list sends, for as long as it is looked at.
    typealias LiveBody = (DashboardVisit) async throws(StorageError) -> AsyncStream<LiveEvent>

    /// A live list for our own script, for whoever may look.
    ///
    /// It ends with its source, when the server stops, when the person opens too many newer ones, and soon after they may
    /// not look any more.
    func live(
        _ request: Request,
        _ context: ControlContext,
        in section: DashboardSection,
        _ body: LiveBody
    ) async -> Response {
        await fragment(request, context, in: section) { visit throws(StorageError) in
            // RFC 9110 §15.6.4: the script comes again by itself.
            guard let place = streams.take(for: visit.administrator.user.id) else {
                return Response(status: .serviceUnavailable, headers: [.cacheControl: "no-store"])
            }
            let source = try await body(visit)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
                    .contentSecurityPolicy: PageSecurityPolicy.dashboard.value,
                ],
                body: ResponseBody { writer in
                    try await write(source, of: request, at: place, to: &writer)
                    try await writer.finish(nil)
                }
            )
        }
    }

    private enum LiveTurn: Sendable {
        case event(LiveEvent)
        case heartbeat
    }

    private func write(
        _ source: AsyncStream<LiveEvent>,
        of request: Request,
        at place: LiveStreams.Place,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        // A slow reader misses the oldest.
        let (turns, continuation) = AsyncStream.makeStream(of: LiveTurn.self, bufferingPolicy: .bufferingNewest(256))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in source.cancelOnGracefulShutdown() {
                    continuation.yield(.event(event))
                }
                continuation.finish()
            }
            group.addTask {
                while await mayStillLook(request) {
                    try await Task.sleep(for: streams.heartbeat)
                    continuation.yield(.heartbeat)
                }
                continuation.finish()
            }
            group.addTask {
                for await _ in place.lease {}
                continuation.finish()
            }
            try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
            for await turn in turns {
                switch turn {
                case .event(let event): try await writer.write(ByteBuffer(string: event.text))
                // A comment: proxies and browsers see that the connection lives.
                case .heartbeat: try await writer.write(ByteBuffer(string: ":\n\n"))
                }
            }
            group.cancelAll()
        }
        withExtendedLifetime(place) {}
    }

    private func mayStillLook(_ request: Request) async -> Bool {
        guard case .administrator? = try? await identity(of: request, now: services.clock()) else { return false }
        return true
    }
}
