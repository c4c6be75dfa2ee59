import HTTPTypes
import Hummingbird

/// Refuses what came through a gateway, our own first of all.
///
/// A policy could name the socket of the command line as an upstream, and the kernel would say that the right user
/// connects. The gate tells every upstream for whom it asks, and no caller can keep it from doing so.
struct NotForwardedMiddleware: RouterMiddleware {
    private static let problem = Problem(
        .forbidden,
        .forwarded,
        detail: "This socket is for the command line of this machine; nothing is forwarded to it."
    )

    func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        guard !request.headers.contains(.forwarded), !request.headers.contains(.forwardedFor) else {
            return Self.problem.response(to: request)
        }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    /// RFC 7239 §4.
    fileprivate static let forwarded = fixed("Forwarded")
    fileprivate static let forwardedFor = fixed("X-Forwarded-For")
}
