import NIOCore
import NIOHTTP2

/// Bounds what one connection of HTTP/2 may cost.
enum HTTP2Limits {
    /// What a client may send of one body before it is taken, in bytes.
    static let streamWindow = 131_072
    /// What a client may send of all bodies before they are taken, in bytes.
    static let connectionWindow = 262_144
    /// What is written of one response beyond what the client has room for, in bytes; and a part of it more.
    static let unsentOfStream = 32_768
    /// The same of all responses of a connection; a stream of which nothing waits may add a part all the same.
    static let unsentOfConnection = 262_144
    /// The largest frame that is sent, in bytes: what every client takes (RFC 9113 §6.5.2).
    static let frameBytes = 16_384
    /// How much of a response has to leave to put off its deadline, in bytes.
    static let progressBytes = 4_096
    /// How many requests in a row may be malformed or break their stream's rules.
    static let brokenStreams = 100
    /// How many windows may be opened without anything being sent.
    static let idleWindowUpdates = 2_000
    /// How long a client may go on sending what is thrown away, in milliseconds.
    static let lingering: Int64 = 2_000

    /// What the gate tells every client, and how it defends itself (RFC 9113 §10.5).
    static func handler(_ limits: ProxyLimits, delegate: any NIOHTTP2FrameDelegate) -> NIOHTTP2Handler {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streams),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            // RFC 8441 §3: a WebSocket may be asked for.
            HTTP2Setting(parameter: .enableConnectProtocol, value: 1),
            // §6.5.2: each field counts 32 bytes more than its text.
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headBytes + 32 * limits.fieldCount),
        ]
        // One place checks blocks, and answers what is malformed.
        connection.headerBlockValidation = .disabled
        connection.contentLengthValidation = .disabled
        connection.maximumSequentialEmptyDataFrames = 100
        connection.maximumBufferedControlFrames = 1_000
        connection.maximumSequentialContinuationFrames = 1 + limits.headBytes / frameBytes
        connection.maximumRecentlyResetStreams = 128
        connection.maximumConnectionGlitches = 1_000
        // Clients that measure the line send a ping for each answer to the last one.
        connection.controlFrameRateLimit.maximumCount = 100
        connection.controlFrameRateLimit.windowLength = .milliseconds(50)
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.streamResetFrameRateLimit.maximumCount = 200
        stream.streamResetFrameRateLimit.windowLength = .seconds(5)
        stream.streamErrorRateLimit.maximumCount = 100
        stream.streamErrorRateLimit.windowLength = .seconds(10)
        return NIOHTTP2Handler(
            mode: .server,
            frameDelegate: delegate,
            connectionConfiguration: connection,
            streamConfiguration: stream
        )
    }
}
