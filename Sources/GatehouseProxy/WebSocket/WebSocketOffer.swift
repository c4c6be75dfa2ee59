import NIOCore

/// What a client offers when it asks for a WebSocket, checked by RFC 6455 §4.2.1.
///
/// A class, so that all other requests carry one word for it.
final class WebSocketOffer {
    /// The value of `Sec-WebSocket-Key`.
    let key: [UInt8]
    /// The subprotocols that the upstream may choose from.
    let subprotocols: [[UInt8]]
    /// The names of the extensions that the upstream may choose from.
    let extensions: [[UInt8]]
    /// The access token that stood behind `bearer` among the subprotocols, in offsets of the parsed buffer.
    ///
    /// It holds as long as the parsed head does.
    let token: ByteRange?

    fileprivate init(key: [UInt8], subprotocols: [[UInt8]], extensions: [[UInt8]], token: ByteRange?) {
        self.key = key
        self.subprotocols = subprotocols
        self.extensions = extensions
        self.token = token
    }
}

extension WebSocketOffer {
    /// The offer of a request with an `Upgrade` field; nil if the request asks for no upgrade all the same.
    ///
    /// - Throws: Why what it asks for is refused.
    static func read(
        _ head: RequestHead,
        fields: [FieldSlice],
        in buffer: ByteBuffer
    ) throws(UpgradeRefusal) -> WebSocketOffer? {
        // RFC 9110 §7.8: in HTTP/1.0 the field is ignored.
        guard head.version == .http11 else { return nil }
        let bytes = buffer.readableBytesSpan
        var reader = WebSocketOfferReader()
        for field in fields { try reader.read(field, in: bytes) }
        guard let isWebSocket = reader.asksForWebSocket else {
            // RFC 9110 §7.8: without the option in Connection it asks for nothing, and goes the way of its kind.
            guard !reader.isHandshake else { throw .connection }
            return nil
        }
        guard isWebSocket else { throw .unsupported }
        guard head.method == .get else { throw .method }
        guard !head.framing.hasBody else { throw .body }
        return try reader.offer(in: bytes)
    }
}

/// Gathers the fields of a handshake.
private struct WebSocketOfferReader {
    private static let maximumSubprotocols = 32
    private static let bearer = Array("bearer".utf8)

    private var upgrades = 0
    private var isNominated = false
    private var isWebSocket = false
    private var keys: [ByteRange] = []
    private var versions: [ByteRange] = []
    private var subprotocols: [ByteRange] = []
    private var extensions: [[UInt8]] = []

    /// Whether the upgrade that is asked for is to a WebSocket; nil if none is asked for.
    var asksForWebSocket: Bool? { isNominated ? isWebSocket && upgrades == 1 : nil }
    /// Whether it is meant as a handshake, whatever it lacks.
    var isHandshake: Bool { isWebSocket && !keys.isEmpty }

    mutating func read(_ field: FieldSlice, in bytes: RawSpan) throws(UpgradeRefusal) {
        switch field.kind {
        case .upgrade:
            upgrades += 1
            isNominated = isNominated || field.isNominated
            isWebSocket = bytes.equalsIgnoringCase(field.value, "websocket")
        // What Connection names goes no further than here.
        case .webSocket where !field.isNominated:
            if bytes.equalsIgnoringCase(field.name, "sec-websocket-key") {
                keys.append(field.value)
            } else if bytes.equalsIgnoringCase(field.name, "sec-websocket-version") {
                versions.append(field.value)
            } else if bytes.equalsIgnoringCase(field.name, "sec-websocket-extensions") {
                guard WebSocketExtensions.read(field.value, in: bytes, into: &extensions) else { throw .extensions }
            }
        case .webSocketProtocol where !field.isNominated:
            try readSubprotocols(field.value, in: bytes)
        default:
            break
        }
    }

    private mutating func readSubprotocols(_ value: ByteRange, in bytes: RawSpan) throws(UpgradeRefusal) {
        var position = value.lowerBound
        while position < value.upperBound {
            let end = bytes.endOfMember(from: position, in: value)
            let name = bytes.trimmed(ByteRange(position, end))
            position = end &+ 1
            guard !name.isEmpty else { continue }
            for offset in name.range where !ASCIISet.token.contains(bytes.byte(offset)) { throw .subprotocols }
            guard subprotocols.count < Self.maximumSubprotocols else { throw .subprotocols }
            subprotocols.append(name)
        }
    }

    func offer(in bytes: RawSpan) throws(UpgradeRefusal) -> WebSocketOffer {
        guard versions.count == 1, let version = versions.first, (1...3).contains(version.count),
            version.range.allSatisfy({ bytes.byte($0).isDigit })
        else { throw .version }
        guard bytes.equals(version, "13") else { throw .otherVersion }
        let key = keys.first.map { $0.range.map { bytes.byte($0) } } ?? []
        guard keys.count == 1, WebSocketAccept.isKey(key) else { throw .key }
        var names = subprotocols.map { name in name.range.map { bytes.byte($0) } }
        // RFC 6455 §4.1: no name twice.
        guard Set(names).count == names.count else { throw .subprotocols }
        var token: ByteRange?
        if let index = names.firstIndex(of: Self.bearer) {
            // Contract §5: the token stands behind the word; neither goes further.
            guard index + 1 < names.count else { throw .subprotocols }
            token = subprotocols[index + 1]
            names.removeSubrange(index...index + 1)
        }
        return WebSocketOffer(key: key, subprotocols: names, extensions: extensions, token: token)
    }
}
