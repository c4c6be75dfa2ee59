/// Recognises the first bytes of a connection of HTTP/2 (RFC 9113 §3.4).
enum HTTP2Preface {
    enum Match: Equatable {
        case other
        /// It may still become one.
        case beginning
        case whole
    }

    static let text: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    static func match(_ bytes: RawSpan) -> Match {
        let count = min(bytes.byteCount, text.utf8CodeUnitCount)
        for offset in 0..<count where bytes.byte(offset) != text.utf8Start[offset] { return .other }
        return count == text.utf8CodeUnitCount ? .whole : .beginning
    }
}
