import HTTPTypes
import Hummingbird

/// Answers scrapers.
struct MetricsController: Sendable {
    let metrics: any MetricsRendering

    /// The metrics in Prometheus' text format.
    @Sendable func scrape(_ request: Request, context: ControlContext) async -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: await metrics.render()))
        )
    }
}
