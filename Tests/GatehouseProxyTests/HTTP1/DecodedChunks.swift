import NIOCore

@testable import GatehouseProxy

/// What a decoder made of a chunked body that came in pieces.
struct DecodedChunks: Equatable {
    var data: [UInt8] = []
    var trailers: [UInt8] = []
    var isComplete = false
    /// How many bytes behind the body were left alone.
    var left = 0

    static func decode(
        _ bytes: [UInt8],
        cutAt cuts: [Int] = [],
        nominations: [String] = [],
        limits: HeadLimits = HeadLimits(bytes: 16_384, fieldCount: 64)
    ) throws(MessageRefusal) -> DecodedChunks {
        var decoder = ChunkedDecoder(nominations: nominations.map { $0.octets }, limits: limits)
        var decoded = DecodedChunks()
        var buffer = ByteBuffer()
        for piece in bytes.pieces(cutAt: cuts) {
            buffer.writeBytes(piece)
            try decoded.take(&decoder, &buffer)
        }
        decoded.left = buffer.readableBytes
        return decoded
    }

    private mutating func take(_ decoder: inout ChunkedDecoder, _ buffer: inout ByteBuffer) throws(MessageRefusal) {
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

    /// What became of a body, for comparisons of bad ones.
    static func outcome(_ bytes: [UInt8], cutAt cuts: [Int] = []) -> Result<DecodedChunks, MessageRefusal> {
        Result { () throws(MessageRefusal) in try decode(bytes, cutAt: cuts) }
    }
}
