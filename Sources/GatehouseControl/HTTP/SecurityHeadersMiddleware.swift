import HTTPTypes
import Hummingbird

/// Adds to every answer what keeps browsers from misusing it; a page brings its own policy along.
struct SecurityHeadersMiddleware: RouterMiddleware {
    /// Whether the site is reached over TLS alone.
    let isSecure: Bool

    private static let fields: [HTTPField] = [
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        HTTPField(name: .frameOptions, value: "DENY"),
    ]

    func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
            response.headers[.referrerPolicy] = "no-referrer"
        } else {
            // With `no-referrer` a browser would not say which origin our own forms come from.
            response.headers[.referrerPolicy] = "same-origin"
        }
        response.headers.append(contentsOf: Self.fields)
        if isSecure {
            // RFC 6797 §6.1: a year.
            response.headers[.strictTransportSecurity] = "max-age=31536000"
        }
        return response
    }
}
