/// Reads `Access-Control-Request-Headers`, within limits: its names go into the answer.
enum RequestedHeaders {
    private static let maximumBytes = 2_048
    private static let maximumCount = 64

    /// The names in their order, each once; nil if the value is not a list of names, or too long.
    static func names(in value: [UInt8]) -> [String]? {
        guard value.count <= maximumBytes else { return nil }
        var names: [String] = []
        var known: Set<[UInt8]> = []
        // Each member counts, for each is work, and this is done for anybody.
        let members = value.split(separator: UInt8(ascii: ","), maxSplits: maximumCount)
        guard members.count <= maximumCount else { return nil }
        for member in members {
            let name = trimmed(member)
            guard !name.isEmpty else { continue }
            guard name.allSatisfy(isTokenByte) else { return nil }
            let text = String(decoding: name, as: UTF8.self)
            if known.insert(lowered(text)).inserted { names.append(text) }
        }
        return names
    }

    /// What names are compared by: their case does not count (RFC 9110 §5.1).
    static func lowered(_ name: String) -> [UInt8] {
        name.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
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
