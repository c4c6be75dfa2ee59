/// Reads `Sec-WebSocket-Extensions` as far as a gate must: which extensions are named (RFC 6455 §9.1).
enum WebSocketExtensions {
    /// More names than anybody uses; they are compared each with each.
    private static let maximumCount = 32

    /// Appends the names in a list; false if it is none.
    static func read(_ value: ByteRange, in bytes: RawSpan, into names: inout [[UInt8]]) -> Bool {
        var position = value.lowerBound
        while position < value.upperBound {
            let end = endOfMember(from: position, in: value, bytes)
            let member = ByteRange(position, end)
            position = end &+ 1
            guard !bytes.trimmed(member).isEmpty else { continue }
            let nameEnd = bytes.endOfMember(from: member.lowerBound, in: member, separator: UInt8(ascii: ";"))
            let name = bytes.trimmed(ByteRange(member.lowerBound, nameEnd))
            guard names.count < maximumCount, !name.isEmpty,
                name.range.allSatisfy({ ASCIISet.token.contains(bytes.byte($0)) })
            else {
                return false
            }
            names.append(name.range.map { bytes.byte($0) })
        }
        return true
    }

    /// The next comma outside of a quoted string (RFC 9110 §5.6.4), or the end of the range.
    private static func endOfMember(from start: Int, in range: ByteRange, _ bytes: RawSpan) -> Int {
        var isQuoted = false
        var position = start
        while position < range.upperBound {
            switch bytes.byte(position) {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\") where isQuoted: position &+= 1
            case UInt8(ascii: ",") where !isQuoted: return position
            default: break
            }
            position &+= 1
        }
        return range.upperBound
    }
}
