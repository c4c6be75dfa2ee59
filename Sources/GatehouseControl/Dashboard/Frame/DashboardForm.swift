import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Reads the form that one of the dashboard's pages sent.
enum DashboardForm {
    /// The most that a form may hold: an application with all its routes is the largest one.
    static let limit = 512 * 1024

    /// The fields of the request's body, in the encoding that forms have (HTML §4.10.22.7).
    static func fields(of request: Request) async throws(EndpointFailure) -> DashboardFields {
        guard
            FormBody.isForm(request.headers[.contentType]),
            let fields = DashboardFields(form: try await RequestBody.bytes(of: request, limit: limit))
        else { throw .refused(OAuthError(.invalidRequest, "The form cannot be read.")) }
        return fields
    }
}
