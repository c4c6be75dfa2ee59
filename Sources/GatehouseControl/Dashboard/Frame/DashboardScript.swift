import HTTPTypes
import Hummingbird

/// The one script of the dashboard, under a path that changes with it; every page works without it.
enum DashboardScript {
    /// The script as it is served.
    static let bytes: [UInt8] = PackageResources.dashboard_js
    /// Where it is served.
    static let path = "/assets/gatehouse/\(StyleSheet.fingerprint(of: bytes)).js"

    /// The script as an answer that every cache keeps.
    static func response() -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/javascript; charset=utf-8",
                .cacheControl: "public, max-age=31536000, immutable",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
