import HTTPTypes
import Hummingbird

/// Answers with a page where somebody's browser goes to an address that has none; programs get a problem.
///
/// After a form a browser stands on the form's own address, which answers nothing else.
struct MissingPageMiddleware: RouterMiddleware {
    let pages: DashboardPages

    func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound && Self.isNavigation(request) {
            return pages.door(.noPage, .notFound)
        }
    }

    private static func isNavigation(_ request: Request) -> Bool {
        request.method == .get && request.headers[.fetchDestination] == "document"
    }
}
