import NIOCore

@testable import GatehouseProxy

/// Chunked bodies: cut anywhere they are the same, and what is written anew decodes to the same data and trailers.
enum ChunkedBodyTarget {
    private struct Decoded: Equatable {
        var data: [UInt8] = []
        var trailers: [UInt8] = []
        var isComplete = false
        var left = 0
        var refusal: MessageRefusal?

        init(_ pieces: [[UInt8]]) {
            var decoder = ChunkedDecoder(nominations: [Array("x-nominated".utf8)])
            var buffer = ByteBuffer()
            for piece in pieces where refusal == nil {
                buffer.writeBytes(piece)
                do throws(MessageRefusal) {
                    try take(&decoder, &buffer)
                } catch {
                    refusal = error
                }
            }
            left = refusal == nil ? buffer.readableBytes : 0
        }

        private mutating func take(
            _ decoder: inout ChunkedDecoder,
            _ buffer: inout ByteBuffer
        ) throws(MessageRefusal) {
            while true {
                switch try decoder.next(&buffer) {
                case .data(let part):
                    data += part.readableBytesView
                case .end:
                    isComplete = true
                    trailers = decoder.trailers
                    return
                case .needMore:
                    return
                }
            }
        }
    }

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let message = Pieces(input)
        let whole = Decoded([message.whole])
        let pieced = Decoded(message.pieces)
        try hold(whole.refusal == pieced.refusal, "\(whole) at once, in pieces \(pieced)")
        // How much of the data came before a broken chunk is a matter of timing.
        guard whole.refusal == nil else { return }
        try hold(whole == pieced, "\(whole) at once, in pieces \(pieced)")
        try hold(whole.data.count <= message.whole.count, "more data than bytes")
        guard whole.isComplete else { return }
        var output = ByteBuffer()
        ChunkedEncoder.write(ByteBuffer(bytes: whole.data), into: &output)
        ChunkedEncoder.writeEnd(trailers: whole.trailers, into: &output)
        let again = Decoded([Array(output.readableBytesView)])
        try hold(again.refusal == nil && again.isComplete && again.left == 0, "what is forwarded is no body: \(again)")
        try hold(again.data == whole.data, "other data is forwarded")
        try hold(again.trailers == whole.trailers, "other trailers are forwarded")
    }
}
