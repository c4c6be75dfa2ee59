import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded

@testable import GatehouseControl

extension Site {
    /// Answers a request for an authority of the test's choice, which the framework's own client cannot send.
    func answer(
        _ path: String,
        method: HTTPRequest.Method = .get,
        authority: String?,
        headers: HTTPFields = [:]
    ) async throws -> CollectedResponse {
        let head = HTTPRequest(
            method: method,
            scheme: "http",
            authority: authority,
            path: path,
            headerFields: headers
        )
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .silent)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let response = try await router().buildResponder().respond(to: request, context: ControlContext(source: source))
        return try await CollectedResponse(response)
    }
}
