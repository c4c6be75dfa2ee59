import GatehouseOAuth
import HTTPTypes
import Hummingbird
import NIOCore

/// Lets scripts of clients' own pages read what endpoints answer (Fetch §3.2, contract §6).
///
/// The origins are those of redirect URIs. Never with credentials: no cookie counts at these endpoints.
struct ClientOrigins: Sendable {
    let server: AuthorizationServer
    let clock: @Sendable () -> Int64

    /// Lets a browser send the request that it asks about; whose it is can only be told from the request itself.
    @Sendable func preflight(_ request: Request, context: ControlContext) -> Response {
        var headers: HTTPFields = [.vary: "Origin"]
        if let origin = request.headers[.origin], origin != "null" {
            headers[.accessControlAllowOrigin] = origin
            headers[.accessControlAllowMethods] = "GET, POST"
            headers[.accessControlAllowHeaders] = "Authorization, Content-Type, DPoP"
            headers[.accessControlMaxAge] = "600"
        }
        return Response(status: .noContent, headers: headers)
    }

    /// The same answers, which scripts may read if they are of the client that asks.
    func reading(_ answer: @escaping SiteRoute.Answer) -> SiteRoute.Answer {
        { request, context in
            guard let origin = request.headers[.origin] else { return try await answer(request, context) }
            var request = request
            let asked = await read(&request)
            var response = try await answer(request, context)
            if await server.mayRead(asked, from: origin) {
                response.headers[.accessControlAllowOrigin] = origin
                response.headers[.accessControlExposeHeaders] = "DPoP-Nonce, WWW-Authenticate"
                response.headers[.vary] = "Origin"
            }
            return response
        }
    }

    /// Reads the form, and leaves it in the request to be read again.
    private func read(_ request: inout Request) async -> EndpointRequest {
        var parameters = GatehouseOAuth.Parameters.empty
        do throws(EndpointFailure) {
            let body = try await FormBody.bytes(of: request)
            request.body = RequestBody(buffer: ByteBuffer(bytes: body))
            parameters = (try? GatehouseOAuth.Parameters(form: body)) ?? .empty
        } catch {
            switch error {
            // It was not touched.
            case .refused: break
            case .bodyTooLarge, .brokenConnection:
                // A part is gone; what is left must not be taken for the whole.
                request.body = RequestBody(buffer: ByteBuffer(repeating: 0, count: FormBody.limit + 1))
            }
        }
        return EndpointRequest(request, parameters, now: clock())
    }
}
