import NIOCore
import Testing

@testable import GatehouseProxy

/// Responses as a client gets them.
enum DownstreamResponse {
    static let dateLine = "Date: Mon, 01 Jan 2024 00:00:00 GMT"

    static func lines(
        _ text: String,
        from origin: DownstreamHeadWriter.Origin = .application(isOriginShared: false),
        toHead isToHead: Bool = false,
        version: HTTPVersion = .http11,
        closes: Bool = false
    ) throws -> [String] {
        let response = try #require(try ParsedResponse.parse(text.octets, toHead: isToHead))
        var output = ByteBuffer()
        DownstreamHeadWriter(origin: origin)
            .write(
                response.head,
                fields: response.fields,
                from: response.buffer,
                framing: DownstreamHeadWriter.framing(of: response.head, for: version),
                closes: closes,
                name: ForwardedRequest.name,
                date: (dateLine + "\r\n").octets,
                into: &output
            )
        return try ForwardedRequest.lines(output)
    }

    /// What is left of some field lines in front of what the gate adds.
    static func kept(
        _ fields: [String],
        of line: String = "HTTP/1.1 200 OK",
        from origin: DownstreamHeadWriter.Origin = .application(isOriginShared: false),
        toHead isToHead: Bool = false,
        version: HTTPVersion = .http11
    ) throws -> [String] {
        let text = HeadText.lines([line, "Date: today"] + fields)
        let lines = try lines(text, from: origin, toHead: isToHead, version: version)
        let end = try #require(lines.firstIndex(of: ForwardedRequest.requestIDLine))
        try #require(lines.prefix(2) == [line, "Date: today"])
        return Array(lines[2..<end])
    }
}
