import HTTPTypes
import Hummingbird

/// Refuses requests that name a host which is not ours (DNS rebinding).
struct HostCheckMiddleware: RouterMiddleware {
    let hosts: AdminHosts

    private static let problem = Problem(
        .misdirectedRequest,
        .misdirected,
        detail: "Ask for localhost, 127.0.0.1 or [::1], or add this host to admin_hosts."
    )

    func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        guard hosts.allows(request.head.authority), !request.headers.contains(.secondHost) else {
            return Self.problem.response(to: request)
        }
        return try await next(request, context)
    }
}
