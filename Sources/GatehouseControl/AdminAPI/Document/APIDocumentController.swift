import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird
import NIOCore

/// Serves the document; it is no secret, so nobody has to say who they are.
struct APIDocumentController: Sendable {
    private let bytes: ByteBuffer
    private let version: String

    init(_ document: APIDocument) {
        let text = document.json.serialized()
        bytes = ByteBuffer(bytes: text)
        let digest = SecretDigest.of(String(decoding: text, as: UTF8.self))
        version = Base64URL.encode(Array(digest.prefix(12)))
    }

    /// Answers `GET /api/openapi.json`.
    @Sendable func show(_ request: Request, context: ControlContext) async throws -> Response {
        var headers: HTTPFields = [.cacheControl: "public, max-age=60", .eTag: APIVersion.tag(version)]
        let known = try? APIVersion.read(request.headers[.ifNoneMatch])
        if known?.admits(version) ?? false { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = "application/json"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }
}

extension APIDocument {
    /// What serves it.
    func controller() -> APIDocumentController { APIDocumentController(self) }
}
