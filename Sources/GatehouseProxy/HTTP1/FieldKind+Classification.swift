/// Reads the kind of a field off its name.
extension FieldKind {
    /// The kind of the name whose letters and separators match, whatever the separators are.
    ///
    /// Case does not count (RFC 9110 §5.1), and any character that is neither letter nor digit counts as `-`: upstreams
    /// that turn names into variables (RFC 3875 §4.1.18) see no difference. The name must be a token.
    static func classify(_ bytes: RawSpan, at start: Int, count: Int) -> FieldKind {
        switch bytes.byte(start) | 0x20 {
        case UInt8(ascii: "a"): return classifyA(bytes, start, count)
        case UInt8(ascii: "c"): return classifyC(bytes, start, count)
        case UInt8(ascii: "d"): return classifyD(bytes, start, count)
        case UInt8(ascii: "e"): return bytes.isName(start, count, "expect") ? .expect : .other
        case UInt8(ascii: "f"): return bytes.isName(start, count, "forwarded") ? .forwarded : .other
        case UInt8(ascii: "h"): return classifyH(bytes, start, count)
        case UInt8(ascii: "k"): return bytes.isName(start, count, "keep-alive") ? .hopByHop : .other
        case UInt8(ascii: "o"): return bytes.isName(start, count, "origin") ? .origin : .other
        case UInt8(ascii: "p"): return classifyP(bytes, start, count)
        case UInt8(ascii: "r"): return bytes.isName(start, count, "remote-user") ? .identity : .other
        case UInt8(ascii: "s"): return classifyS(bytes, start, count)
        case UInt8(ascii: "t"): return classifyT(bytes, start, count)
        case UInt8(ascii: "u"): return bytes.isName(start, count, "upgrade") ? .upgrade : .other
        case UInt8(ascii: "x"): return classifyX(bytes, start, count)
        default: return .other
        }
    }

    @inline(__always)
    private static func classifyA(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        guard count >= 16 else { return bytes.isName(start, count, "authorization") ? .authorization : .other }
        guard bytes.nameStarts(start, count, "access-control-") else { return .other }
        if bytes.isName(start, count, "access-control-request-method") { return .requestedMethod }
        return bytes.isName(start, count, "access-control-request-headers") ? .requestedHeaders : .accessControl
    }

    @inline(__always)
    private static func classifyC(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        switch count {
        case 6: return bytes.isName(start, count, "cookie") ? .cookie : .other
        case 10: return bytes.isName(start, count, "connection") ? .connection : .other
        case 12 where bytes.isName(start, count, "content-type"): return .contentType
        case 14 where bytes.isName(start, count, "content-length"): return .contentLength
        case 15 where bytes.isName(start, count, "clear-site-data"): return .clearSiteData
        case 11 where bytes.isName(start, count, "client-cert"): return .clientCertificate
        default: return bytes.nameStarts(start, count, "client-cert") ? .identity : .other
        }
    }

    @inline(__always)
    private static func classifyD(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        guard count == 4 else { return .other }
        if bytes.isName(start, count, "date") { return .date }
        return bytes.isName(start, count, "dpop") ? .dpop : .other
    }

    @inline(__always)
    private static func classifyH(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        if bytes.isName(start, count, "host") { return .host }
        return bytes.isName(start, count, "http2-settings") ? .hopByHop : .other
    }

    @inline(__always)
    private static func classifyP(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        switch count {
        case 5: return bytes.isName(start, count, "proxy") ? .identity : .other
        case 16: return bytes.isName(start, count, "proxy-connection") ? .hopByHop : .other
        case 18: return bytes.isName(start, count, "proxy-authenticate") ? .hopByHop : .other
        case 19: return bytes.isName(start, count, "proxy-authorization") ? .hopByHop : .other
        case 25: return bytes.isName(start, count, "proxy-authentication-info") ? .hopByHop : .other
        default: return .other
        }
    }

    @inline(__always)
    private static func classifyS(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        switch count {
        case 10: return bytes.isName(start, count, "set-cookie") ? .setCookie : .other
        case 14: return bytes.isName(start, count, "service-worker") ? .serviceWorker : .other
        case 22:
            if bytes.isName(start, count, "sec-websocket-protocol") { return .webSocketProtocol }
            return bytes.isName(start, count, "service-worker-allowed") ? .serviceWorkerAllowed : .other
        case 17: return bytes.isName(start, count, "sec-websocket-key") ? .webSocket : .other
        case 20: return bytes.isName(start, count, "sec-websocket-accept") ? .webSocket : .other
        case 21: return bytes.isName(start, count, "sec-websocket-version") ? .webSocket : .other
        case 24: return bytes.isName(start, count, "sec-websocket-extensions") ? .webSocket : .other
        case 25: return bytes.isName(start, count, "strict-transport-security") ? .strictTransport : .other
        default: return .other
        }
    }

    @inline(__always)
    private static func classifyT(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        switch count {
        case 2: return bytes.isName(start, count, "te") ? .te : .other
        case 7: return bytes.isName(start, count, "trailer") ? .trailer : .other
        case 10: return bytes.isName(start, count, "tracestate") ? .traceState : .other
        case 11: return bytes.isName(start, count, "traceparent") ? .traceParent : .other
        case 14: return bytes.isName(start, count, "true-client-ip") ? .identity : .other
        case 17: return bytes.isName(start, count, "transfer-encoding") ? .transferEncoding : .other
        default: return .other
        }
    }

    private static func classifyX(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        guard count >= 9 else { return .other }
        switch bytes.byte(start + 2) | 0x20 {
        case UInt8(ascii: "a"): return bytes.nameStarts(start, count, "x-auth-request-") ? .identity : .other
        case UInt8(ascii: "f"):
            return bytes.nameStarts(start, count, "x-forwarded-") ? classifyForwarded(bytes, start, count) : .other
        case UInt8(ascii: "g"): return bytes.nameStarts(start, count, "x-gatehouse-") ? .identity : .other
        case UInt8(ascii: "h"):
            return bytes.isName(start, count, "x-http-method") || bytes.isName(start, count, "x-http-method-override")
                ? .identity : .other
        case UInt8(ascii: "m"): return bytes.isName(start, count, "x-method-override") ? .identity : .other
        case UInt8(ascii: "o"): return bytes.nameStarts(start, count, "x-original-") ? .identity : .other
        case UInt8(ascii: "r"):
            if bytes.isName(start, count, "x-request-id") { return .requestID }
            return bytes.isName(start, count, "x-real-ip") || bytes.isName(start, count, "x-rewrite-url")
                ? .identity : .other
        case UInt8(ascii: "s"): return bytes.nameStarts(start, count, "x-ssl-client-") ? .identity : .other
        default: return .other
        }
    }

    private static func classifyForwarded(_ bytes: RawSpan, _ start: Int, _ count: Int) -> FieldKind {
        if bytes.isName(start, count, "x-forwarded-for") { return .forwardedFor }
        if bytes.isName(start, count, "x-forwarded-proto") { return .forwardedProto }
        return bytes.isName(start, count, "x-forwarded-host") ? .forwardedHost : .identity
    }
}

/// Names compared without case and without regard to which separator they use.
extension RawSpan {
    @inline(__always)
    fileprivate func isName(_ start: Int, _ count: Int, _ lowercase: StaticString) -> Bool {
        count == lowercase.utf8CodeUnitCount && nameStarts(start, count, lowercase)
    }

    @inline(__always)
    fileprivate func nameStarts(_ start: Int, _ count: Int, _ lowercase: StaticString) -> Bool {
        guard count >= lowercase.utf8CodeUnitCount else { return false }
        var offset = 0
        while offset < lowercase.utf8CodeUnitCount {
            let expected = lowercase.utf8Start[offset]
            let actual = byte(start &+ offset)
            let isSame =
                expected == UInt8(ascii: "-")
                ? !ASCIISet.alphanumeric.contains(actual) : actual | 0x20 == expected
            guard isSame else { return false }
            offset &+= 1
        }
        return true
    }
}
