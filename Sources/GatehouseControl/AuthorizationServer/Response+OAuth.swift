import HTTPTypes
import Hummingbird

extension Response {
    /// A good answer of an OAuth endpoint, from ready bytes.
    static func oauth(_ json: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: .oauthJSON, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
