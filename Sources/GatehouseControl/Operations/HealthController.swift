import HTTPTypes
import Hummingbird

/// Answers probes.
struct HealthController: Sendable {
    let health: any HealthReporting

    /// 200 as long as the process lives.
    @Sendable func live(_ request: Request, context: ControlContext) -> Response {
        .operations(.ok, json: #"{"status":"ok"}"#)
    }

    /// 200 when requests may come, 503 with the reason when not.
    @Sendable func ready(_ request: Request, context: ControlContext) -> Response {
        switch health.readiness() {
        case .ready:
            return .operations(.ok, json: #"{"status":"ready"}"#)
        case .draining:
            return .operations(.serviceUnavailable, json: #"{"status":"draining"}"#)
        case .waiting(let parts):
            let names = parts.map { "\"\(JSONText.plain($0))\"" }.joined(separator: ",")
            return .operations(.serviceUnavailable, json: "{\"status\":\"waiting\",\"waiting_for\":[\(names)]}")
        }
    }
}

extension Response {
    fileprivate static func operations(_ status: HTTPResponse.Status, json: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json + "\n"))
        )
    }
}
