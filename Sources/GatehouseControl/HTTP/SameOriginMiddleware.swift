import GatehouseJOSE
import HTTPTypes
import Hummingbird

/// Refuses requests that could change something and come from a page of another origin.
///
/// A program sends neither `Origin` nor `Sec-Fetch-Site`; a browser sends at least one of them, and a page cannot forge them.
struct SameOriginMiddleware: RouterMiddleware {
    let origins: DashboardOrigins

    private static let problem = Problem(.forbidden, .crossOrigin)

    func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        guard Self.isSafe(request.method) || isSameOrigin(request) else {
            return Self.problem.response(to: request)
        }
        return try await next(request, context)
    }

    /// RFC 9110 §9.2.1.
    private static func isSafe(_ method: HTTPRequest.Method) -> Bool {
        method == .get || method == .head || method == .options
    }

    private func isSameOrigin(_ request: Request) -> Bool {
        if let origin = request.headers[.origin] {
            guard let authority = request.head.authority,
                origin.hasSameBytes(as: origins.requested(by: authority))
            else { return false }
        }
        switch request.headers[.fetchSite] {
        case nil, "same-origin", "none": return true
        default: return false
        }
    }
}
