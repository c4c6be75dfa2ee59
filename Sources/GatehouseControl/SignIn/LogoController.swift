import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Serves clients' logos.
struct LogoController: Sendable {
    static let folder = "/assets/gatehouse/logo/"

    let server: AuthorizationServer

    /// Where the logo of a client is.
    static func path(of client: ClientID) -> String { folder + URLText.segment(client.value) }

    /// Answers `GET /assets/gatehouse/logo/CLIENT`.
    @Sendable func logo(_ request: Request, context: ControlContext) async -> Response {
        let name = FormText.decode(request.uri.path.utf8.dropFirst(Self.folder.utf8.count))
        guard let id = name.flatMap({ ClientID($0) }), let logo = await server.logo(of: id) else {
            return Problem.notFound.response(to: request)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: logo.mediaType.rawValue,
                .cacheControl: "public, max-age=300",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: logo.bytes))
        )
    }
}
