import HTTPTypes
import Hummingbird

/// Binds one method of one path to what answers it.
struct SiteRoute: Sendable {
    /// Answers a request that came this way.
    typealias Answer = @Sendable (Request, ControlContext) async throws -> Response

    let method: HTTPRequest.Method
    /// Segments as Hummingbird reads them; `{name}` is any one, `**` any rest.
    let path: String
    let answer: Answer

    /// Answers GET, and HEAD without the body.
    static func get(_ path: String, _ answer: @escaping Answer) -> SiteRoute {
        SiteRoute(method: .get, path: path, answer: answer)
    }

    /// Answers POST.
    static func post(_ path: String, _ answer: @escaping Answer) -> SiteRoute {
        SiteRoute(method: .post, path: path, answer: answer)
    }

    /// Answers PUT.
    static func put(_ path: String, _ answer: @escaping Answer) -> SiteRoute {
        SiteRoute(method: .put, path: path, answer: answer)
    }

    /// Answers DELETE.
    static func delete(_ path: String, _ answer: @escaping Answer) -> SiteRoute {
        SiteRoute(method: .delete, path: path, answer: answer)
    }

    /// Answers OPTIONS.
    static func options(_ path: String, _ answer: @escaping Answer) -> SiteRoute {
        SiteRoute(method: .options, path: path, answer: answer)
    }
}
