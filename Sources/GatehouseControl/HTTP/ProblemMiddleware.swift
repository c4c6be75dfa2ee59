import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever a route throws into a problem that leaks nothing.
struct ProblemMiddleware: RouterMiddleware {
    let allowed: AllowedMethods

    func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError {
            return problem(for: error.status, request).response(to: request)
        } catch {
            context.logger.error(
                "unexpected error in the control plane",
                metadata: ["http.route": "\(context.endpointPath ?? "none")", "error": "\(error)"]
            )
            return Problem.unexpected.response(to: request)
        }
    }

    private func problem(for status: HTTPResponse.Status, _ request: Request) -> Problem {
        guard status == .notFound else { return Problem(status, .refused) }
        guard let methods = allowed.methods(of: request.uri.path), !methods.contains(request.method) else {
            return .notFound
        }
        return .methodNotAllowed(allow: methods)
    }
}
