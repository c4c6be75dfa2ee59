import NIOCore

@testable import GatehouseProxy

/// Response heads: cut anywhere they are the same, and what the client gets reads as the same response again.
enum ResponseHeadTarget {
    private static let limits = HeadLimits(bytes: 4_096, fieldCount: 40, targetBytes: 1_024)

    private struct Reading {
        var parser = ResponseHeadParser(limits: limits)
        var buffer = ByteBuffer()
        var isWhole = false
        var refusal: MessageRefusal?

        init(_ pieces: [[UInt8]], toHead isToHead: Bool) {
            var scanned = 0
            for piece in pieces where !isWhole && refusal == nil {
                buffer.writeBytes(piece)
                do throws(MessageRefusal) {
                    isWhole = try parser.parse(buffer, resumeFrom: &scanned, toHead: isToHead)
                } catch {
                    refusal = error
                }
            }
        }

        var summary: String {
            if let refusal { return "refused: \(refusal)" }
            return isWhole ? "\(parser.head) \(parser.fields)" : "not whole"
        }
    }

    /// The first byte says whether the request was a HEAD and which version the client speaks.
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let choice = input.first ?? 0
        let isToHead = choice & 1 != 0
        let version: HTTPVersion = choice & 2 != 0 ? .http10 : .http11
        let message = Pieces(Array(input.dropFirst()))
        let whole = Reading([message.whole], toHead: isToHead)
        let pieced = Reading(message.pieces, toHead: isToHead)
        try hold(whole.summary == pieced.summary, "\(whole.summary) at once, in pieces \(pieced.summary)")
        guard whole.isWhole, !whole.parser.head.isInterim, !whole.parser.head.isSwitchingProtocols else { return }
        try checkForwarding(whole, toHead: isToHead, version)
    }

    private static func checkForwarding(
        _ reading: Reading,
        toHead isToHead: Bool,
        _ version: HTTPVersion
    ) throws(BrokenProperty) {
        let head = reading.parser.head
        let framing = DownstreamHeadWriter.framing(of: head, for: version)
        var output = ByteBuffer()
        DownstreamHeadWriter(origin: .application(isOriginShared: true))
            .write(
                head,
                fields: reading.parser.fields,
                from: reading.buffer,
                framing: framing,
                closes: false,
                name: RequestName(RequestIdentifier(high: 1, low: 2)),
                date: Array("Date: Mon, 01 Jan 2024 00:00:00 GMT\r\n".utf8),
                into: &output
            )
        var again = ResponseHeadParser(limits: HeadLimits(bytes: 16_384, fieldCount: 100, targetBytes: 1_024))
        var scanned = 0
        let isWhole: Bool
        do throws(MessageRefusal) {
            isWhole = try again.parse(output, resumeFrom: &scanned, toHead: isToHead)
        } catch {
            throw BrokenProperty("what the client gets is no response: \(error)")
        }
        try hold(isWhole && again.head.headLength == output.readableBytes, "the client gets more than one head")
        try hold(again.head.status == head.status, "the client gets another status")
        try hold(again.head.framing == framing, "the client gets \(again.head.framing) instead of \(framing)")
        let bytes = output.readableBytesSpan
        for field in again.fields where field.kind == .setCookie {
            try hold(!CookieFilter.setsOwnCookie(bytes, field.value), "an application sets a cookie of the gate")
        }
        try hold(!again.head.kinds.contains(.clearSiteData), "an application clears the origin that it shares")
    }
}
