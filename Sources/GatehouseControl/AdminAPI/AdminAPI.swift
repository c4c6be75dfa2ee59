import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Logging

/// Serves everything that the dashboard does to programs, as JSON.
struct AdminAPI: Sendable {
    /// Where it begins.
    static let root = "/api/v1"
    /// Where it is described.
    static let documentPath = "/api/openapi.json"

    let services: DashboardServices
    let authority: APIAuthority

    init(services: DashboardServices, authority: APIAuthority) {
        self.services = services
        self.authority = authority
    }

    /// Every endpoint, in the order of the document.
    static let endpoints: [APIEndpoint] =
        APIEndpoint.applications + APIEndpoint.clients + APIEndpoint.people + APIEndpoint.access + APIEndpoint.keys
        + APIEndpoint.decisions + APIEndpoint.server

    /// The routes of the API, and of its document.
    var routes: [SiteRoute] {
        let document = APIDocument(issuer: services.server.configuration.issuer).controller()
        return Self.endpoints.map(route) + [.get(Self.documentPath, document.show)]
    }

    private func route(_ endpoint: APIEndpoint) -> SiteRoute {
        SiteRoute(method: endpoint.method, path: Self.root + endpoint.path) { request, context in
            await answer(endpoint, request, context)
        }
    }

    private func answer(_ endpoint: APIEndpoint, _ request: Request, _ context: ControlContext) async -> Response {
        do throws(APIFailure) {
            let now = services.clock()
            let caller = try await authority.caller(of: request, for: endpoint.right, services, now: now)
            let call = try await APICall(
                request,
                of: endpoint,
                parameters: Self.segments(of: endpoint, context),
                by: caller,
                services: services,
                now: now
            )
            return try await endpoint.answer(call).response()
        } catch {
            return problem(of: error, at: endpoint, context).response(to: request)
        }
    }

    /// The segments that the template names, decoded; a broken escape is no address of anything.
    private static func segments(
        of endpoint: APIEndpoint,
        _ context: ControlContext
    ) throws(APIFailure) -> [String: String] {
        var segments: [String: String] = [:]
        for name in endpoint.segmentNames {
            guard let raw = context.parameters.get(name), let text = APISegment.decode(raw[...]) else {
                throw .refused(.badRequest, .invalidRequest, "A segment of the path is not percent-encoded text.")
            }
            segments[name] = text
        }
        return segments
    }

    private func problem(of failure: APIFailure, at endpoint: APIEndpoint, _ context: ControlContext) -> APIProblem {
        switch failure {
        case .refused(let problem):
            return problem
        case .storage(let error):
            context.logger.error(
                "the admin API could not use the store",
                metadata: ["gatehouse.endpoint": "\(endpoint.id)", "error": "\(error)"]
            )
            return APIProblem(error)
        case .unexpected(let reason):
            context.logger.error(
                "unexpected error in the admin API",
                metadata: ["gatehouse.endpoint": "\(endpoint.id)", "error": "\(reason)"]
            )
            return APIProblem(
                status: .internalServerError,
                error: APIErrorCode.unexpected.rawValue,
                detail: "Something broke that is ours to mend; the log tells more."
            )
        }
    }
}

extension APIEndpoint {
    /// The names in its template, in order.
    var segmentNames: [String] {
        path.utf8.split(separator: UInt8(ascii: "/"))
            .filter { $0.first == UInt8(ascii: "{") }
            .map { String(Substring($0.dropFirst().dropLast())) }
    }
}
