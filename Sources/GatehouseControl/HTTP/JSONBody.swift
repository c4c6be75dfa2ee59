import GatehouseOAuth
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the JSON text that a client posted.
enum JSONBody {
    private static let mediaType = "application/json"

    /// The request's body as it was sent.
    static func bytes(of request: Request) async throws(EndpointFailure) -> [UInt8] {
        let essence = (request.headers[.contentType] ?? "").prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        guard essence.lowercased() == mediaType else {
            throw .refused(OAuthError(.invalidClientMetadata, "The body must be application/json."))
        }
        let limit = RegistrationRequest.maximumBytes
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
