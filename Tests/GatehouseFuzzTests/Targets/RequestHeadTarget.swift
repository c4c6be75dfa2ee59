import GatehousePolicy
import NIOCore

@testable import GatehouseProxy

/// Request heads: cut anywhere they are the same, and what is forwarded reads as the same request again.
enum RequestHeadTarget {
    static let limits = HeadLimits(bytes: 4_096, fieldCount: 40, targetBytes: 1_024)

    private struct Reading {
        var parser = RequestHeadParser(limits: limits)
        var buffer = ByteBuffer()
        var isWhole = false
        var refusal: MessageRefusal?

        init(_ pieces: [[UInt8]]) {
            var scanned = 0
            for piece in pieces where !isWhole && refusal == nil {
                buffer.writeBytes(piece)
                do throws(MessageRefusal) {
                    isWhole = try parser.parse(buffer, resumeFrom: &scanned)
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

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let message = Pieces(input)
        let whole = Reading([message.whole])
        let pieced = Reading(message.pieces)
        try hold(whole.summary == pieced.summary, "\(whole.summary) at once, in pieces \(pieced.summary)")
        guard whole.isWhole else { return }
        try checkLines(message.whole.prefix(whole.parser.head.headLength))
        try checkForwarding(whole)
    }

    /// Nothing but whole lines without controls is ever taken for a head.
    private static func checkLines(_ head: some Collection<UInt8>) throws(BrokenProperty) {
        var previous: UInt8 = 0
        for byte in head {
            let isBare = (byte == 0x0A) != (previous == 0x0D)
            let isControl = byte < 0x20 && ![0x09, 0x0A, 0x0D].contains(byte) || byte == 0x7F
            try hold(!isBare && !isControl, "a bare line end or a control passed")
            previous = byte
        }
    }

    private static func checkForwarding(_ reading: Reading) throws(BrokenProperty) {
        let head = reading.parser.head
        let buffer = reading.buffer
        var normalizer = RequestNormalizer()
        guard (try? normalizer.normalize(head, in: buffer, isSecure: false)) != nil else { return }
        var output = ByteBuffer()
        let writer = UpstreamHeadWriter(destination: .application(forwardsToken: false))
        writer.write(
            head,
            fields: reading.parser.fields,
            from: buffer,
            path: normalizer.path,
            framing: head.framing,
            identity: Array("X-Gatehouse-Subject: me\r\n".utf8),
            name: RequestName(RequestIdentifier(high: 1, low: 2)),
            spanID: 3,
            forwarded: ForwardedHeaders(peer: "192.0.2.1", isSecure: false, isPeerTrusted: false),
            into: &output
        )
        // The gate adds fields of its own, so the limits of the client's head are not those of this one.
        var again = RequestHeadParser(limits: HeadLimits(bytes: 16_384, fieldCount: 100, targetBytes: 8_192))
        var scanned = 0
        let isWhole: Bool
        do throws(MessageRefusal) {
            isWhole = try again.parse(output, resumeFrom: &scanned)
        } catch {
            throw BrokenProperty("what is forwarded is refused: \(error)")
        }
        try hold(isWhole && again.head.headLength == output.readableBytes, "what is forwarded is not one head")
        try compare(reading, again, output, path: normalizer.path)
    }

    private static func compare(
        _ reading: Reading,
        _ forwarded: RequestHeadParser,
        _ output: ByteBuffer,
        path: [UInt8]
    ) throws(BrokenProperty) {
        let (head, buffer) = (reading.parser.head, reading.buffer)
        try hold(
            output.bytes(of: forwarded.head.methodRange) == buffer.bytes(of: head.methodRange),
            "another method is forwarded"
        )
        try hold(
            output.bytes(of: forwarded.head.authority) == buffer.bytes(of: head.authority),
            "another host is forwarded"
        )
        try hold(output.bytes(of: forwarded.head.query) == buffer.bytes(of: head.query), "another query is forwarded")
        try hold(output.bytes(of: forwarded.head.path) == path, "another path is forwarded")
        try hold(forwarded.head.framing == head.framing, "another framing is forwarded")
        let kinds: FieldKindSet = [.lookalike, .hopByHop, .upgrade, .authorization, .dpop, .clientCertificate]
        try hold(!forwarded.head.kinds.intersects(kinds), "a field is forwarded that stays here")
        let bytes = output.readableBytesSpan
        for field in forwarded.fields {
            if field.kind == .identity {
                let name = output.bytes(of: field.name)
                try hold(name.elementsEqual("X-Gatehouse-Subject".utf8), "a forged identity is forwarded")
            }
            if field.kind == .cookie {
                try hold(!CookieFilter.hasOwnCookie(bytes, field.value), "a cookie of the gate is forwarded")
            }
        }
        let identities = forwarded.fields.filter { $0.kind == .identity }.count
        try hold(identities == 1, "\(identities) identities are forwarded")
        let addresses = forwarded.fields.filter { $0.kind == .forwardedFor }.count
        try hold(addresses == 1, "\(addresses) X-Forwarded-For are forwarded")
    }
}
