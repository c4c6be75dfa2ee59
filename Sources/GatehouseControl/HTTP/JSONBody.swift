import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Reads the JSON text that a client posted.
enum JSONBody {
    private static let mediaType = "application/json"

    /// The request's body as it was sent.
    static func bytes(of request: Request) async throws(EndpointFailure) -> [UInt8] {
        let essence = (request.headers[.contentType] ?? "").prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        guard essence.lowercased() == mediaType else {
            throw .refused(OAuthError(.invalidClientMetadata, "The body must be application/json."))
        }
        return try await RequestBody.bytes(of: request, limit: RegistrationRequest.maximumBytes)
    }
}
