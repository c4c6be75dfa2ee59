import HTTPTypes
import Hummingbird

/// Adds to every answer what keeps browsers from misusing it.
struct SecurityHeadersMiddleware: RouterMiddleware {
    /// No site of today has a page: nothing may be loaded, framed or guessed.
    private static let fields: [HTTPField] = [
        HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'"),
        HTTPField(name: .referrerPolicy, value: "no-referrer"),
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        HTTPField(name: .frameOptions, value: "DENY"),
    ]

    func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers.append(contentsOf: Self.fields)
        return response
    }
}
