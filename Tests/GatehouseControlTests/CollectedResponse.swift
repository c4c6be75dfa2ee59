import HTTPTypes
import Hummingbird
import NIOCore

/// An answer whose body was written into a buffer.
struct CollectedResponse: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: ByteBuffer

    init(_ response: Response) async throws {
        status = response.status
        headers = response.headers
        let buffer = Buffer()
        try await response.body.write(Writer(buffer: buffer))
        body = buffer.bytes
    }

    private final class Buffer {
        var bytes = ByteBuffer()
    }

    private struct Writer: ResponseBodyWriter {
        let buffer: Buffer

        func write(_ bytes: ByteBuffer) async throws {
            buffer.bytes.writeImmutableBuffer(bytes)
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
