import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Something that pages load, under a path that changes with it.
struct PageAsset: Sendable {
    /// It as it is served.
    let bytes: [UInt8]
    /// Where it is served: the first 64 bits of its digest make the answer good for ever.
    let path: String
    private let mediaType: String

    init(_ bytes: [UInt8], extension name: String, mediaType: String) {
        self.bytes = bytes
        self.mediaType = mediaType
        path = "/assets/gatehouse/\(Self.fingerprint(of: bytes)).\(name)"
    }

    /// An answer that every cache keeps.
    func response() -> Response {
        Response(
            status: .ok,
            headers: [.contentType: mediaType, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// The route under which it is served.
    var route: SiteRoute { .get(path) { _, _ in response() } }

    private static func fingerprint(of bytes: [UInt8]) -> String {
        SecretDigest.of(String(decoding: bytes, as: UTF8.self)).prefix(8).map(hexadecimal).joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

extension PageAsset {
    /// The one style sheet.
    static let styleSheet = PageAsset(
        PackageResources.gatehouse_css,
        extension: "css",
        mediaType: "text/css; charset=utf-8"
    )
    /// The one script of the dashboard; every page works without it.
    static let dashboardScript = PageAsset(
        PackageResources.dashboard_js,
        extension: "js",
        mediaType: "text/javascript; charset=utf-8"
    )
    /// The mark in a browser's tab; without one a browser asks applications for `/favicon.ico`.
    static let icon = PageAsset(PackageResources.icon_svg, extension: "svg", mediaType: "image/svg+xml")
}
