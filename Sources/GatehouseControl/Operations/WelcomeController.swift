import HTTPTypes
import Hummingbird

/// Tells who opens the admin address in a browser what is to be found there.
struct WelcomeController: Sendable {
    private static let text = """
        Gatehouse

        /healthz   the process lives
        /readyz    it may be sent requests
        /metrics   Prometheus metrics

        """

    /// A plain list of the site's paths.
    @Sendable func welcome(_ request: Request, context: ControlContext) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: Self.text))
        )
    }
}
