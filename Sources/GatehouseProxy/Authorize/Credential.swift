import GatehouseJOSE
import NIOCore

/// What a request offers to prove who sent it (RFC 6750 §2.1, RFC 9449 §7.1).
enum Credential: Equatable {
    /// No `Authorization`, or a scheme that carries no token of ours.
    case none
    /// The access token's bytes, in offsets of the parsed buffer.
    case bearer(ByteRange)
    /// The bytes of an access token that goes with a proof, in offsets of the parsed buffer.
    case dpop(ByteRange)

    /// The longest token that is looked at, in bytes.
    static let maximumLength = 8_192

    /// Reads the credential of a request for a route that looks at tokens.
    ///
    /// Throws `.invalidRequest` or `.invalidToken`.
    init(_ head: RequestHead, in buffer: ByteBuffer) throws(Refusal) {
        guard head.authorizationCount > 0 else {
            self = .none
            return
        }
        // Contract §5.4: two credentials are no credential.
        guard head.authorizationCount == 1 else { throw .invalidRequest }
        self = try Self.read(head.authorization, in: buffer.readableBytesSpan)
    }

    /// Reads the credential of a WebSocket handshake, which browsers can only put among the subprotocols (contract §5).
    init(_ head: RequestHead, subprotocol token: ByteRange, in buffer: ByteBuffer) throws(Refusal) {
        guard head.authorizationCount == 0 else { throw .invalidRequest }
        try Self.check(token, in: buffer.readableBytesSpan)
        self = .bearer(token)
    }

    private static func read(_ value: ByteRange, in bytes: RawSpan) throws(Refusal) -> Credential {
        // RFC 9110 §11.1: the scheme's case does not matter; §11.4: one or more spaces follow it.
        var position = value.lowerBound
        while position < value.upperBound, ASCIISet.token.contains(bytes.byte(position)) { position &+= 1 }
        let scheme = ByteRange(value.lowerBound, position)
        let isProved = bytes.equalsIgnoringCase(scheme, "dpop")
        guard isProved || bytes.equalsIgnoringCase(scheme, "bearer") else {
            guard !scheme.isEmpty, position == value.upperBound || bytes.byte(position).isWhitespace else {
                throw .invalidRequest
            }
            return .none
        }
        let schemeEnd = position
        while position < value.upperBound, bytes.byte(position) == UInt8(ascii: " ") { position &+= 1 }
        guard position > schemeEnd, position < value.upperBound else { throw .invalidRequest }
        let token = ByteRange(position, value.upperBound)
        try check(token, in: bytes)
        return isProved ? .dpop(token) : .bearer(token)
    }

    private static func check(_ token: ByteRange, in bytes: RawSpan) throws(Refusal) {
        guard token.count <= maximumLength else { throw .invalidToken(.tooLong) }
        guard isToken68(bytes, token) else { throw .invalidRequest }
    }

    /// Whether a range is a `b64token` (RFC 6750 §2.1).
    private static func isToken68(_ bytes: RawSpan, _ range: ByteRange) -> Bool {
        var end = range.upperBound
        while end > range.lowerBound, bytes.byte(end &- 1) == UInt8(ascii: "=") { end &-= 1 }
        guard end > range.lowerBound else { return false }
        return bytes.extracting(range.lowerBound..<end).isAllToken68
    }
}

extension RawSpan {
    /// Whether every byte is a letter, a digit or one of `-._~+/`.
    ///
    /// No early exit, no branch and no table: the compiler makes sixteen bytes a step of it, and tokens are long.
    fileprivate var isAllToken68: Bool {
        withUnsafeBytes { bytes in
            var wrong: UInt8 = 0
            for index in bytes.indices {
                let byte = bytes[index]
                var right: UInt8 = (byte | 0x20) &- 0x61 < 26 ? 1 : 0
                // `-`, `.`, `/` and the digits stand in a row.
                right |= byte &- 0x2D < 13 ? 1 : 0
                right |= byte == 0x5F ? 1 : 0
                right |= byte == 0x7E ? 1 : 0
                right |= byte == 0x2B ? 1 : 0
                wrong |= right ^ 1
            }
            return wrong == 0
        }
    }
}
