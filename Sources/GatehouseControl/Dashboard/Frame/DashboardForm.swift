import GatehouseOAuth
import Hummingbird
import NIOCore

/// Reads the form that one of the dashboard's pages sent.
enum DashboardForm {
    /// The most that a form may hold: a logo is the largest thing in one.
    static let limit = 512 * 1024

    /// The fields of the request's body, in either of the encodings that browsers use (HTML §4.10.22.6).
    static func fields(of request: Request) async throws(EndpointFailure) -> DashboardFields {
        if let boundary = MultipartBody.boundary(in: request.headers[.contentType]) {
            guard let fields = MultipartBody(try await body(of: request), boundary: boundary)?.fields else {
                throw .refused(unreadable)
            }
            return fields
        }
        guard FormBody.isForm(request.headers[.contentType]) else { throw .refused(unreadable) }
        guard let fields = DashboardFields(form: try await body(of: request)) else { throw .refused(unreadable) }
        return fields
    }

    private static let unreadable = OAuthError(.invalidRequest, "The form cannot be read.")

    private static func body(of request: Request) async throws(EndpointFailure) -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw .bodyTooLarge }
        do {
            return Array(try await request.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw .bodyTooLarge
        } catch {
            throw .brokenConnection(error)
        }
    }
}
