import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// The one style sheet, under a path that changes with it.
enum StyleSheet {
    /// The sheet as it is served.
    static let bytes: [UInt8] = PackageResources.gatehouse_css
    /// Where it is served: the first 64 bits of its digest make the answer good for ever.
    static let path = "/assets/gatehouse/\(fingerprint(of: bytes)).css"

    /// The sheet as an answer that every cache keeps.
    static func response() -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/css; charset=utf-8",
                .cacheControl: "public, max-age=31536000, immutable",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// What names an asset after its bytes.
    static func fingerprint(of bytes: [UInt8]) -> String {
        SecretDigest.of(String(decoding: bytes, as: UTF8.self)).prefix(8).map(hexadecimal).joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
