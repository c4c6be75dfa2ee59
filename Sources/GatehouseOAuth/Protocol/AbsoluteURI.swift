/// The parts of an absolute URI that decide whether it may be registered (RFC 3986 §4.3).
///
/// Nothing is normalized: the text is kept, compared and sent as it was written.
struct AbsoluteURI: Sendable {
    /// Lowercased.
    let scheme: String
    /// Lowercased, without brackets; nil where the scheme has no authority.
    let host: String?
    let hasUserInfo: Bool
    let hasFragment: Bool

    private static let maximumBytes = 2000

    /// Answers nil for what is no absolute URI, or is longer than browsers and servers agree on.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= AbsoluteURI.maximumBytes, AbsoluteURI.hasOnlyLegalOctets(bytes) else { return nil }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        guard let scheme = AbsoluteURI.scheme(bytes[..<colon]) else { return nil }
        self.scheme = scheme
        hasFragment = bytes.contains(UInt8(ascii: "#"))
        let rest = bytes[(colon + 1)...]
        guard !rest.isEmpty else { return nil }
        guard rest.starts(with: "//".utf8) else {
            host = nil
            hasUserInfo = false
            return
        }
        let authority = rest.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
        hasUserInfo = authority.contains(UInt8(ascii: "@"))
        guard !hasUserInfo else {
            host = nil
            return
        }
        guard let host = AbsoluteURI.host(authority) else { return nil }
        self.host = host
    }

    // RFC 3986 §2: these and percent escapes; also no brackets outside the host, because parsers differ.
    private static func hasOnlyLegalOctets(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, isHexDigit(bytes[index + 1]), isHexDigit(bytes[index + 2]) else {
                    return false
                }
                index += 3
            } else if isLetterOrDigit(bytes[index]) || "-._~:/?#[]@!$&'()*+,;=".utf8.contains(bytes[index]) {
                index += 1
            } else {
                return false
            }
        }
        return true
    }

    // RFC 3986 §3.1: ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
    private static func scheme(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let first = bytes.first, isLetter(first) else { return nil }
        guard bytes.allSatisfy({ isLetterOrDigit($0) || "+-.".utf8.contains($0) }) else { return nil }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    private static func host(_ authority: ArraySlice<UInt8>) -> String? {
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let literal = authority[authority.index(after: authority.startIndex)..<end]
            guard isPort(authority[authority.index(after: end)...]) else { return nil }
            guard !literal.isEmpty, literal.allSatisfy({ isHexDigit($0) || ":.".utf8.contains($0) }) else { return nil }
            return String(decoding: literal, as: UTF8.self).lowercased()
        }
        let name = authority.prefix { $0 != UInt8(ascii: ":") }
        guard isPort(authority[name.endIndex...]) else { return nil }
        guard name.allSatisfy({ isLetterOrDigit($0) || "-._~".utf8.contains($0) }) else { return nil }
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Nothing, or a colon with a number that a port can have.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let colon = bytes.first else { return true }
        let digits = bytes.dropFirst()
        guard colon == UInt8(ascii: ":"), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return UInt16(String(decoding: digits, as: UTF8.self)) ?? 0 > 0
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}

extension AbsoluteURI {
    /// Whether it names this very machine.
    var isLoopback: Bool {
        guard let host else { return false }
        return ["localhost", "127.0.0.1", "::1"].contains(host)
    }

    /// Whether a browser may be sent there or shown a link to it: https, or http on this machine.
    var isWebAddress: Bool {
        guard let host, !host.isEmpty, !hasUserInfo else { return false }
        return scheme == "https" || scheme == "http" && isLoopback
    }
}
