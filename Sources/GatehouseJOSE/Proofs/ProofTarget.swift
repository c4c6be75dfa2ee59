/// The URL of a request in the one form in which two of them are compared (RFC 9449 §4.3, item 9).
///
/// RFC 3986 §6.2.2, §6.2.3: the cases of scheme, host and percent-encodings, needless percent-encodings, the default
/// port and the empty path make no difference. Query and fragment do not count. Dot segments are not resolved.
struct ProofTarget: Sendable {
    private let text: String

    private static let defaultPorts: [(scheme: String, port: Int)] = [("https", 443), ("http", 80)]

    /// Reads an absolute URL with the scheme https or http and without user information.
    init?(_ url: String) {
        let bytes = Array(url.utf8)
        guard let schemeEnd = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = String(decoding: bytes[..<schemeEnd].map(Self.lowercased), as: UTF8.self)
        guard let defaultPort = Self.defaultPorts.first(where: { $0.scheme.hasSameBytes(as: scheme) })?.port else {
            return nil
        }
        let rest = bytes[(schemeEnd + 1)...]
        guard rest.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) else { return nil }
        let hierarchy = rest.dropFirst(2)
        guard hierarchy.allSatisfy(Self.isURLByte) else { return nil }
        let authorityEnd = hierarchy.firstIndex { Self.endsAuthority($0) } ?? hierarchy.endIndex
        guard
            let authority = Self.authority(hierarchy[..<authorityEnd], defaultPort: defaultPort),
            let path = Self.path(hierarchy[authorityEnd...].prefix { !Self.endsPath($0) })
        else { return nil }
        text = scheme + "://" + authority + path
    }

    // RFC 3986 §3.2: an authority ends at the first of these.
    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || endsPath(byte)
    }

    private static func endsPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Visible ASCII without the characters that RFC 3986 §2 has nowhere.
    private static func isURLByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            false
        default: (0x21...0x7E).contains(byte)
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension ProofTarget: Equatable {
    static func == (left: ProofTarget, right: ProofTarget) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }
}

extension ProofTarget {
    /// Host in lowercase, and the port unless it is the scheme's own.
    private static func authority(_ bytes: ArraySlice<UInt8>, defaultPort: Int) -> String? {
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            hostEnd = bracket + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        }
        let host = bytes[..<hostEnd]
        guard isHost(host) else { return nil }
        let name = String(decoding: host.map(lowercased), as: UTF8.self)
        let rest = bytes[hostEnd...]
        guard rest.count > 1 else {
            return rest.isEmpty || rest.first == UInt8(ascii: ":") ? name : nil
        }
        guard rest.first == UInt8(ascii: ":"), let port = port(rest.dropFirst()) else { return nil }
        return port == defaultPort ? name : "\(name):\(port)"
    }

    /// A registered name, an IPv4 address, or anything of hexadecimal digits, colons and points in brackets.
    private static func isHost(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return false }
        if first == UInt8(ascii: "[") {
            return bytes.count > 2
                && bytes.dropFirst().dropLast()
                    .allSatisfy { byte in
                        hexadecimal(byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
                    }
        }
        return bytes.allSatisfy(isUnreserved)
    }

    private static func port(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.count <= 5, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let port = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return (1...65_535).contains(port) ? port : nil
    }

    /// RFC 3986 §6.2.2.1, §6.2.2.2: percent-encodings in capitals, and none that is not needed.
    private static func path(_ bytes: ArraySlice<UInt8>) -> String? {
        guard !bytes.isEmpty else { return "/" }
        var path: [UInt8] = []
        path.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            guard bytes[index] == UInt8(ascii: "%") else {
                path.append(bytes[index])
                index += 1
                continue
            }
            guard
                index + 2 < bytes.endIndex,
                let high = hexadecimal(bytes[index + 1]),
                let low = hexadecimal(bytes[index + 2])
            else { return nil }
            let byte = high << 4 | low
            if isUnreserved(byte) {
                path.append(byte)
            } else {
                path += [UInt8(ascii: "%"), digit(high), digit(low)]
            }
            index += 3
        }
        return String(decoding: path, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
