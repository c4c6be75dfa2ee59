import FoundationEssentials
import GatehouseOAuth
import NIOCore

/// The part of a URL that decides whether it may be asked.
struct OutboundTarget: Equatable {
    /// A name or an address, without brackets.
    let host: String

    init(_ text: String, allowsAnyAddress: Bool) throws(OutboundFailure) {
        guard let url = URL(string: text), let host = url.host(percentEncoded: true) else {
            throw .forbidden("the URL names no host")
        }
        guard url.scheme == "https" || allowsAnyAddress && url.scheme == "http" else {
            throw .forbidden("the URL is not https")
        }
        guard url.user(percentEncoded: true) == nil, url.password(percentEncoded: true) == nil else {
            throw .forbidden("the URL has a user name in it")
        }
        // Only what every reader of URLs takes for the same host: no escapes, no zones, no other alphabets.
        let bare = Self.withoutBrackets(Array(host.utf8))
        guard !bare.isEmpty, bare.utf8.allSatisfy(Self.isHostByte) else {
            throw .forbidden("the URL's host is not plain")
        }
        self.host = bare
    }

    /// Whether the host is an address already, as every reader of URLs understands it.
    var isAddress: Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }

    private static func withoutBrackets(_ host: [UInt8]) -> String {
        let isLiteral = host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]")
        return String(decoding: isLiteral ? host.dropFirst().dropLast() : host[...], as: UTF8.self)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || ".-_:".utf8.contains(byte)
    }
}
