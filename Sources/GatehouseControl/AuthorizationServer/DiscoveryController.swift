import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Publishes what clients and resource servers need to know before they ask.
struct DiscoveryController: Sendable {
    /// Where an application's host describes itself (RFC 9728 §3.1).
    static let protectedResourcePath = "/.well-known/oauth-protected-resource"

    let server: AuthorizationServer

    /// The server's own description (RFC 8414, OpenID Connect Discovery 1.0).
    @Sendable func metadata(_ request: Request, context: ControlContext) -> Response {
        .published(server.metadata().serialized())
    }

    /// The keys that tokens are verified with (RFC 7517).
    @Sendable func keys(_ request: Request, context: ControlContext) -> Response {
        .published(Array(server.jwks().utf8))
    }

    /// The description of the application that is reached at this host and path (RFC 9728).
    @Sendable func protectedResource(_ request: Request, context: ControlContext) -> Response {
        let host = PeerFacts(request).authority
        guard let document = server.protectedResource(host: host, path: request.uri.path) else {
            return Problem.notFound.response(to: request)
        }
        return .published(document.serialized())
    }

    /// Lets scripts of any origin ask with any header.
    @Sendable func preflight(_ request: Request, context: ControlContext) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: "*",
                .accessControlAllowMethods: "GET, HEAD",
                .accessControlAllowHeaders: request.headers[.accessControlRequestHeaders] ?? "*",
                .accessControlMaxAge: "86400",
                .vary: "Access-Control-Request-Headers",
            ]
        )
    }
}

extension Response {
    /// Public for as long as a key is published before its use.
    fileprivate static func published(_ json: [UInt8]) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/json",
                .cacheControl: "public, max-age=\(AuthorizationServerConfiguration.keyCacheSeconds)",
                .accessControlAllowOrigin: "*",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
        )
    }
}
