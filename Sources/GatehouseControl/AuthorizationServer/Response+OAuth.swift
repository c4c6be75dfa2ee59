import HTTPTypes
import Hummingbird

extension Response {
    /// A good answer of an OAuth endpoint, from ready bytes.
    static func oauth(_ json: [UInt8]) -> Response {
        Response(status: .ok, headers: .oauthJSON, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
