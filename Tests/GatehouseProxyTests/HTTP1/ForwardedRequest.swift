import NIOCore
import Testing

@testable import GatehouseProxy

/// Requests as an upstream gets them.
enum ForwardedRequest {
    /// `X-Request-Id` and trace id of every request here.
    static let name = RequestName(RequestIdentifier(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210))
    static let requestIDLine = "X-Request-Id: 0123456789abcdeffedcba9876543210"
    static let traceLine = "traceparent: 00-0123456789abcdeffedcba9876543210-00000000000000ff-00"

    static func write(
        _ request: ParsedRequest,
        writer: UpstreamHeadWriter = UpstreamHeadWriter(destination: .application(forwardsToken: false)),
        path: [UInt8]? = nil,
        framing: BodyFraming? = nil,
        identity: [UInt8] = [],
        name: RequestName = name,
        forwarded: ForwardedHeaders = ForwardedHeaders(peer: "192.0.2.1", isSecure: false, isPeerTrusted: false)
    ) -> ByteBuffer {
        var output = ByteBuffer()
        writer.write(
            request.head,
            fields: request.fields,
            from: request.buffer,
            path: path ?? request.buffer.bytes(of: request.head.path),
            framing: framing ?? request.head.framing,
            identity: identity,
            name: name,
            spanID: 0xFF,
            forwarded: forwarded,
            into: &output
        )
        return output
    }

    /// The lines of a head without the empty one.
    static func lines(_ buffer: ByteBuffer) throws -> [String] {
        let text = buffer.octetText
        try #require(text.hasSuffix("\r\n\r\n"))
        return text.dropLast(2).split(separator: "\r\n").map(String.init)
    }

    /// What is left of some field lines in front of what the gate adds to every request.
    static func kept(
        _ fields: [String],
        of line: String = "GET / HTTP/1.1",
        to destination: UpstreamHeadWriter.Destination = .application(forwardsToken: false),
        framing: BodyFraming? = nil
    ) throws -> [String] {
        let text = HeadText.lines([line, "Host: a.test"] + fields)
        let request = try #require(try ParsedRequest.parse(text))
        let writer = UpstreamHeadWriter(destination: destination)
        let lines = try lines(write(request, writer: writer, framing: framing))
        let end = try #require(lines.firstIndex(of: requestIDLine))
        try #require(lines.prefix(2) == [line.replacingVersion, "Host: a.test"])
        return Array(lines[2..<end])
    }
}

extension String {
    /// A request line as it goes upstream.
    fileprivate var replacingVersion: String {
        hasSuffix("HTTP/1.0") ? dropLast(3) + "1.1" : self
    }
}
