/// What a line of `origins` stands for: every origin, one, or the subdomains of one.
package enum OriginPattern: Sendable, Equatable {
    case any
    /// The origin as browsers write it (RFC 6454 §6.2).
    case exact(String)
    /// `scheme` ends with `://`, `suffix` begins with a dot and may end with a port.
    case subdomains(scheme: String, suffix: String)

    /// The pattern as the policy writes it.
    package var text: String {
        switch self {
        case .any: "*"
        case .exact(let origin): origin
        case .subdomains(let scheme, let suffix): "\(scheme)*\(suffix)"
        }
    }

    /// Whether an `Origin` field's value is meant; bytes are compared, since browsers write origins in one way only.
    func matches(_ origin: Span<UInt8>) -> Bool {
        switch self {
        case .any:
            return true
        case .exact(let text):
            return origin.count == text.utf8.count && Self.holds(origin, text, at: 0)
        case .subdomains(let scheme, let suffix):
            let start = scheme.utf8.count
            let end = origin.count - suffix.utf8.count
            guard start < end, Self.holds(origin, scheme, at: 0), Self.holds(origin, suffix, at: end) else {
                return false
            }
            var isLabelEmpty = true
            for index in start..<end {
                let isDot = origin[index] == UInt8(ascii: ".")
                guard Self.isNameByte(origin[index]), !isDot || !isLabelEmpty else { return false }
                isLabelEmpty = isDot
            }
            return !isLabelEmpty
        }
    }

    /// Whether the bytes at an offset, which are enough, are the text's.
    private static func holds(_ origin: Span<UInt8>, _ text: String, at start: Int) -> Bool {
        var index = start
        for byte in text.utf8 {
            guard origin[index] == byte else { return false }
            index += 1
        }
        return true
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_.".utf8.contains(byte)
        }
    }
}
