/// Reads `Access-Control-Request-Headers`, within limits: its names go into the answer.
enum RequestedHeaders {
    private static let maximumBytes = 2_048
    private static let maximumCount = 64

    /// The names in their order, each once; nil if the value is not a list of names, or too long.
    static func names(in value: [UInt8]) -> [String]? {
        guard value.count <= maximumBytes else { return nil }
        var names: [String] = []
        for member in value.split(separator: UInt8(ascii: ",")) {
            let name = trimmed(member)
            guard !name.isEmpty else { continue }
            guard name.allSatisfy(isTokenByte), names.count < maximumCount else { return nil }
            let text = String(decoding: name, as: UTF8.self)
            if !contains(names, text) { names.append(text) }
        }
        return names
    }

    /// Whether a list has a name, whatever its case (RFC 9110 §5.1).
    static func contains(_ names: [String], _ name: String) -> Bool {
        let lowered = name.lowercased()
        return names.contains { $0.lowercased().hasSameBytes(as: lowered) }
    }

    /// RFC 9110 §5.6.2.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func trimmed(_ member: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = member.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? member.endIndex
        let end = member.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? start
        return member[start..<end]
    }
}
