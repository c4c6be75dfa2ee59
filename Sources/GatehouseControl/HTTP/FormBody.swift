import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Reads the form that a client posted.
enum FormBody {
    /// The most that a form may hold.
    static let limit = 64 * 1024

    private static let mediaType = "application/x-www-form-urlencoded"

    /// The parameters of the request's body, each once.
    static func parameters(
        of request: Request,
        repeating name: String? = nil
    ) async throws(EndpointFailure) -> GatehouseOAuth.Parameters {
        let body = try await bytes(of: request)
        do throws(OAuthError) {
            return try GatehouseOAuth.Parameters(form: body, repeating: name)
        } catch {
            throw .refused(error)
        }
    }

    /// The request's body as it was sent.
    static func bytes(of request: Request) async throws(EndpointFailure) -> [UInt8] {
        guard isForm(request.headers[.contentType]) else {
            throw .refused(OAuthError(.invalidRequest, "The body must be application/x-www-form-urlencoded."))
        }
        return try await RequestBody.bytes(of: request, limit: limit)
    }

    /// RFC 9110 §8.3.1: case does not matter, nor do parameters such as `charset`.
    static func isForm(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        if contentType == mediaType { return true }
        let essence = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
        guard let last = essence.lastIndex(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
            return false
        }
        return String(decoding: essence[...last], as: UTF8.self).lowercased() == mediaType
    }
}
