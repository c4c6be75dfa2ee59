import HTTPTypes
import Hummingbird
import NIOCore

extension RequestBody {
    /// The body of a request as it was sent, if it has at most `limit` bytes.
    static func bytes(of request: Request, limit: Int) async throws(EndpointFailure) -> [UInt8] {
        // Who says beforehand that it is too much need not send it.
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw .bodyTooLarge }
        do {
            return Array(try await request.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw .bodyTooLarge
        } catch {
            // Whatever else can go wrong while a body arrives is the connection's doing.
            throw .brokenConnection(error)
        }
    }
}
