import NIOCore

@testable import GatehouseProxy

/// The address that limits count by: nobody but a trusted proxy chooses it, and it is always of bounded length.
enum ForwardedForTarget {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let value = input.filter { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }.prefix(2_048)
        var buffer = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: ")
        buffer.writeBytes(value)
        buffer.writeString("\r\n\r\n")
        var parser = RequestHeadParser()
        var scanned = 0
        guard (try? parser.parse(buffer, resumeFrom: &scanned)) == true else {
            throw BrokenProperty("a head is refused")
        }
        let trusted = ["10.0.0.0/8", "2001:db8::/32"].compactMap { AddressRange($0) }
        let believed = ClientAddress(peer: "10.1.2.3", isPeerTrusted: true, trusted: trusted)
            .network(parser.fields, in: buffer)
        try hold(believed.count == 4 || believed.count == 8, "a network has \(believed.count) bytes")
        let stranger = ClientAddress(peer: "192.0.2.7", isPeerTrusted: false, trusted: trusted)
            .network(parser.fields, in: buffer)
        try hold(stranger == [192, 0, 2, 7], "a stranger chose an address")
    }
}
