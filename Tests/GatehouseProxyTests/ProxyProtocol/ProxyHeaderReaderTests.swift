import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Reading PROXY headers")
struct ProxyHeaderReaderTests {
    private typealias Bytes = ProxyHeaderBytes

    /// Reads in pieces; answers the header and what was left of the bytes.
    private func read(_ bytes: [UInt8], pieces size: Int) throws(ProxyHeaderProblem) -> (ProxyHeader?, rest: [UInt8]) {
        var reader = ProxyHeaderReader()
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + size)
            var piece = ByteBuffer(bytes: bytes[start..<end])
            if let header = try reader.read(&piece) {
                return (header, Array(piece.readableBytesView) + Array(bytes[end...]))
            }
            start = end
        }
        return (nil, [])
    }

    private func expect(_ bytes: [UInt8], _ header: ProxyHeader) throws {
        let request = Array("GET / HTTP/1.1\r\n".utf8)
        for size in [1, 2, 7, 4_096] {
            let (found, rest) = try read(bytes + request, pieces: size)
            #expect(found == header && rest == request, "in pieces of \(size)")
        }
        // No part of a header is one.
        for end in 0..<bytes.count { #expect(try read(Array(bytes[..<end]), pieces: 1).0 == nil) }
    }

    /// Every byte but the last is taken, or the problem is told earlier; it is the same in whatever pieces it comes.
    private func expect(_ bytes: [UInt8], refused problem: ProxyHeaderProblem) {
        for size in [1, 3, 4_096] {
            #expect(throws: problem) { try read(bytes, pieces: size) }
        }
    }

    @Test(
        arguments: [
            ("TCP4 198.51.100.7 192.0.2.1 56324 443", .source([198, 51, 100, 7])),
            ("TCP4 0.0.0.0 255.255.255.255 0 65535", .source([0, 0, 0, 0])),
            ("TCP6 ::1 ::2 1 2", .source(Array(repeating: 0, count: 15) + [1])),
            ("TCP6 ::ffff:198.51.100.7 2001:DB8::1 1 2", .source([198, 51, 100, 7])),
            ("UNKNOWN", .none),
            ("UNKNOWN ffff:f...f:ffff  whatever\u{7F}", .none),
        ] as [(String, ProxyHeader)]
    )
    func linesOfVersionOneAreRead(_ line: String, _ header: ProxyHeader) throws {
        try expect(Array("PROXY \(line)\r\n".utf8), header)
    }

    @Test func theLongestLineIsRead() throws {
        let address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
        let line = "PROXY TCP6 \(address) \(address) 65535 65535\r\n"
        try expect(Array(line.utf8), .source(Array(repeating: 0xFF, count: 16)))
        let unknown = "PROXY UNKNOWN " + String(repeating: "x", count: 91) + "\r\n"
        #expect(unknown.utf8.count == ProxyHeaderReader.longestLine)
        try expect(Array(unknown.utf8), .none)
        expect(Array("PROXY UNKNOWN \(String(repeating: "x", count: 92))\r\n".utf8), refused: .length)
        expect(Array("PROXY UNKNOWN \(String(repeating: "x", count: 4_000))".utf8), refused: .length)
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\n", .signature),
            ("PRI * HTTP/2.0\r\n", .signature),
            ("proxy TCP4 1.1.1.1 2.2.2.2 1 2\r\n", .signature),
            (" PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n", .signature),
            ("PROXY\tTCP4 1.1.1.1 2.2.2.2 1 2\r\n", .signature),
            ("PROXY \r\n", .family),
            ("PROXY  TCP4 1.1.1.1 2.2.2.2 1 2\r\n", .family),
            ("PROXY TCP5 1.1.1.1 2.2.2.2 1 2\r\n", .family),
            ("PROXY tcp4 1.1.1.1 2.2.2.2 1 2\r\n", .family),
            ("PROXY UNKNOWN\n", .line),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1 2\n", .line),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r", nil),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\r\n", .line),
            ("PROXY TCP4 1.1.1.1\r2.2.2.2 1 2\r\n", .line),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1\r\n", .line),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1 2 3\r\n", .line),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1 2 \r\n", .line),
            ("PROXY TCP4  1.1.1.1 2.2.2.2 1 2\r\n", .line),
            ("PROXY TCP4 ::1 ::2 1 2\r\n", .address),
            ("PROXY TCP6 1.1.1.1 2.2.2.2 1 2\r\n", .address),
            ("PROXY TCP4 1.1.1.256 2.2.2.2 1 2\r\n", .address),
            ("PROXY TCP4 1.1.1 2.2.2.2 1 2\r\n", .address),
            ("PROXY TCP4 1.1.1.01 2.2.2.2 1 2\r\n", .address),
            ("PROXY TCP4 1.1.1.1 example.test 1 2\r\n", .address),
            ("PROXY TCP4 1.1.1.1\0 2.2.2.2 1 2\r\n", .address),
            ("PROXY TCP6 fe80::1%eth0 ::2 1 2\r\n", .address),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 65536 2\r\n", .port),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 01 2\r\n", .port),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1 -2\r\n", .port),
            ("PROXY TCP4 1.1.1.1 2.2.2.2 1 \u{661}\r\n", .port),
        ] as [(String, ProxyHeaderProblem?)]
    )
    func whatIsNoLineOfVersionOneIsRefused(_ text: String, _ problem: ProxyHeaderProblem?) throws {
        guard let problem else { return #expect(try read(Array(text.utf8), pieces: 1).0 == nil) }
        expect(Array(text.utf8), refused: problem)
    }

    @Test func blocksOfVersionTwoAreRead() throws {
        try expect(Bytes.block(0x21, 0x11, Bytes.four()), .source([198, 51, 100, 7]))
        try expect(
            Bytes.block(0x21, 0x21, Bytes.six()),
            .source([0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [7])
        )
        let mapped = Array(repeating: UInt8(0), count: 10) + [0xFF, 0xFF, 198, 51, 100, 7]
        try expect(Bytes.block(0x21, 0x21, Bytes.six(mapped)), .source([198, 51, 100, 7]))
        try expect(Bytes.block(0x21, 0x31, Array(repeating: 0x2F, count: 216)), .none)
        try expect(Bytes.block(0x21, 0x00, []), .none)
        // What a proxy says of a connection of its own is skipped, whatever it is.
        try expect(Bytes.block(0x20, 0x00, []), .none)
        try expect(Bytes.block(0x20, 0xFF, [1, 2, 3]), .none)
        try expect(Bytes.block(0x20, 0x11, Bytes.four()), .none)
    }

    @Test func extensionsAreSkippedAndTheChecksumIsChecked() throws {
        let extensions =
            Bytes.extend(0x01, Array("h2".utf8)) + Bytes.extend(0x04, []) + Bytes.extend(0xEA, [1, 2, 3])
        try expect(Bytes.block(0x21, 0x11, Bytes.four() + extensions), .source([198, 51, 100, 7]))
        try expect(Bytes.block(0x21, 0x00, extensions), .none)
        try expect(Bytes.checked(), .source([198, 51, 100, 7]))
        expect(Bytes.checked(isRight: false), refused: .checksum)
        let sum = Bytes.extend(0x03, [0, 0, 0, 0])
        expect(Bytes.block(0x21, 0x11, Bytes.four() + sum + sum), refused: .extensions)
        expect(Bytes.block(0x21, 0x11, Bytes.four() + Bytes.extend(0x03, [0, 0])), refused: .extensions)
        expect(Bytes.block(0x21, 0x11, Bytes.four() + [0x01, 0x00]), refused: .extensions)
        expect(Bytes.block(0x21, 0x11, Bytes.four() + [0x01, 0x00, 0x02, 0x68]), refused: .extensions)
        expect(Bytes.block(0x21, 0x11, Bytes.four() + [0x01, 0xFF, 0xFF]), refused: .extensions)
        // RFC 9260's own example of the sum: 32 bytes of zero.
        #expect(CastagnoliChecksum.of(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CastagnoliChecksum.of(Array("123456789".utf8)) == 0xE306_9283)
    }

    @Test func blocksAreBounded() throws {
        let content = Bytes.four() + Bytes.extend(0x30, Array(repeating: 0x61, count: 4_096 - 16 - 12 - 3))
        try #require(content.count + 16 == ProxyHeaderReader.longestHeader)
        let (header, _) = try read(Bytes.block(0x21, 0x11, content), pieces: 512)
        #expect(header == .source([198, 51, 100, 7]))
        // The length is refused before what it announces has come, also of a block that says nothing.
        for command in [0x20, 0x21] as [UInt8] {
            expect(Bytes.block(command, 0x11, [], length: 4_081), refused: .length)
            expect(Bytes.block(command, 0x11, [], length: 65_535), refused: .length)
        }
    }

    @Test(
        arguments: [
            ([0x00], .signature),
            ([0x16, 0x03, 0x01], .signature),
            ([0x0D, 0x0A, 0x0D, 0x0A, 0x0D], .signature),
            (ProxyHeaderBytes.block(0x11, 0x11, ProxyHeaderBytes.four()), .version),
            (ProxyHeaderBytes.block(0x31, 0x11, ProxyHeaderBytes.four()), .version),
            (ProxyHeaderBytes.block(0x22, 0x11, ProxyHeaderBytes.four()), .command),
            (ProxyHeaderBytes.block(0x2F, 0x11, ProxyHeaderBytes.four()), .command),
            (ProxyHeaderBytes.block(0x21, 0x12, ProxyHeaderBytes.four()), .family),
            (ProxyHeaderBytes.block(0x21, 0x10, ProxyHeaderBytes.four()), .family),
            (ProxyHeaderBytes.block(0x21, 0x01, ProxyHeaderBytes.four()), .family),
            (ProxyHeaderBytes.block(0x21, 0x41, ProxyHeaderBytes.four()), .family),
            (ProxyHeaderBytes.block(0x21, 0x11, Array(ProxyHeaderBytes.four().dropLast())), .length),
            (ProxyHeaderBytes.block(0x21, 0x11, []), .length),
            (ProxyHeaderBytes.block(0x21, 0x21, ProxyHeaderBytes.four()), .length),
            (ProxyHeaderBytes.block(0x21, 0x31, Array(repeating: 0, count: 215)), .length),
        ] as [([UInt8], ProxyHeaderProblem)]
    )
    func whatIsNoBlockOfVersionTwoIsRefused(_ bytes: [UInt8], _ problem: ProxyHeaderProblem) {
        expect(bytes, refused: problem)
    }

    /// Whatever one byte of a good header is changed to, the reader ends with an address, nothing or a problem.
    @Test func everyChangeOfOneByteEndsInOrder() {
        let line = Array("PROXY TCP4 198.51.100.7 192.0.2.1 56324 443\r\n".utf8)
        for good in [line, Bytes.block(0x21, 0x11, Bytes.four()), Bytes.checked()] {
            for index in good.indices {
                for value in UInt8.min...UInt8.max {
                    var bytes = good
                    bytes[index] = value
                    let header = try? read(bytes, pieces: bytes.count).0
                    if index < 6, value != good[index] { #expect(header == nil) }
                }
            }
        }
    }
}
