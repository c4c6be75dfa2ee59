import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import GatehouseControl

extension TestClientProtocol {
    /// Posts a form as it is.
    func post(
        _ path: String,
        form: String,
        contentType: String? = "application/x-www-form-urlencoded",
        authorization: String? = nil
    ) async throws -> TestResponse {
        var headers: HTTPFields = [:]
        headers[.contentType] = contentType
        headers[.authorization] = authorization
        return try await execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: form))
    }
}

extension String {
    /// A complete token request of the reader client.
    static let credentials = "grant_type=client_credentials&client_id=reader&client_secret=\(ControlFixture.secret)"

    /// The reader client's `Authorization`.
    static let basic = "Basic " + base64("reader:\(ControlFixture.secret)")

    /// RFC 4648 §4, for ASCII.
    static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var encoded = ""
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let group = Array(bytes.prefix(3))
            bytes = bytes.dropFirst(3)
            let padded = group + [UInt8](repeating: 0, count: 3 - group.count)
            let bits = Int(padded[0]) << 16 | Int(padded[1]) << 8 | Int(padded[2])
            for position in 0..<4 {
                encoded.append(position <= group.count ? alphabet[bits >> (18 - 6 * position) & 63] : "=")
            }
        }
        return encoded
    }
}
