/// Classifies a field name, as far as a proxy must know it.
enum FieldKind: UInt8, CaseIterable {
    /// Forwarded untouched.
    case other
    /// A spelling with another separator (`Content_Length`) of a name that has a meaning here; never forwarded upstream.
    case lookalike
    /// A name by which gates and proxies speak of identity or routing (`X-Gatehouse-*`, `X-Real-IP`, …).
    case identity
    /// A field for one connection only that needs no look at its value (RFC 9110 §7.6.1).
    case hopByHop
    case connection
    case host
    case contentLength
    case contentType
    case transferEncoding
    case te
    case trailer
    case upgrade
    /// A field of the WebSocket handshake but the next one (RFC 6455 §11.3); forwarded with a handshake alone.
    case webSocket
    /// `Sec-WebSocket-Protocol`, which may hold a token (contract §5).
    case webSocketProtocol
    case expect
    case authorization
    /// A DPoP proof (RFC 9449 §4.1).
    case dpop
    /// The certificate that a proxy saw (RFC 9440 §2.2); without a meaning unless that proxy is trusted.
    case clientCertificate
    case cookie
    case setCookie
    case date
    case requestID
    case traceParent
    case traceState
    case forwarded
    case forwardedFor
    case forwardedProto
    case forwardedHost
    case serviceWorker
    case serviceWorkerAllowed
    case clearSiteData
    case origin
    /// `Access-Control-Request-Method`, which makes an OPTIONS request with an origin a preflight.
    case requestedMethod
    /// `Access-Control-Request-Headers`.
    case requestedHeaders
    /// `Access-Control-Allow-*` and all others of the CORS protocol.
    case accessControl
    case strictTransport
}

/// A set of field kinds in one machine word.
struct FieldKindSet: Equatable, ExpressibleByArrayLiteral {
    private(set) var bits: UInt64 = 0

    init() {}

    init(arrayLiteral elements: FieldKind...) {
        for element in elements { insert(element) }
    }

    @inline(__always)
    mutating func insert(_ kind: FieldKind) {
        bits |= 1 &<< UInt64(kind.rawValue)
    }

    @inline(__always)
    mutating func remove(_ kind: FieldKind) {
        bits &= ~(1 &<< UInt64(kind.rawValue))
    }

    @inline(__always)
    func contains(_ kind: FieldKind) -> Bool {
        bits & (1 &<< UInt64(kind.rawValue)) != 0
    }

    @inline(__always)
    func intersects(_ other: FieldKindSet) -> Bool {
        bits & other.bits != 0
    }
}
