/// The position of a parser in the bytes that it reads.
struct JSONReader {
    var position = 0
    private var depth = 0
    private let maximumDepth: Int

    init(maximumDepth: Int) {
        self.maximumDepth = maximumDepth
    }

    /// Reads the only value of a text, with nothing but white space around it.
    mutating func readDocument(_ bytes: Span<UInt8>) throws(JSONRefusal) -> JSONValue {
        skipWhitespace(bytes)
        let value = try readValue(bytes)
        skipWhitespace(bytes)
        guard position == bytes.count else { throw .trailingBytes }
        return value
    }

    private mutating func readValue(_ bytes: Span<UInt8>) throws(JSONRefusal) -> JSONValue {
        switch try peek(bytes) {
        case UInt8(ascii: "{"): .object(try readObject(bytes))
        case UInt8(ascii: "["): .array(try readArray(bytes))
        case UInt8(ascii: "\""): .string(try readString(bytes))
        case UInt8(ascii: "t"): try readWord("true", as: .bool(true), bytes)
        case UInt8(ascii: "f"): try readWord("false", as: .bool(false), bytes)
        case UInt8(ascii: "n"): try readWord("null", as: .null, bytes)
        default: try readNumber(bytes)
        }
    }

    private mutating func readObject(_ bytes: Span<UInt8>) throws(JSONRefusal) -> JSONObject {
        try enter()
        var members: [JSONObject.Member] = []
        if try !isEmpty(bytes, closedBy: UInt8(ascii: "}")) {
            members.reserveCapacity(12)
            repeat {
                skipWhitespace(bytes)
                guard try peek(bytes) == UInt8(ascii: "\"") else { throw .unexpectedByte }
                let name = try readString(bytes)
                skipWhitespace(bytes)
                guard try next(bytes) == UInt8(ascii: ":") else { throw .unexpectedByte }
                skipWhitespace(bytes)
                members.append(JSONObject.Member(name: name, value: try readValue(bytes)))
            } while try isMore(bytes, closedBy: UInt8(ascii: "}"))
        }
        depth -= 1
        // RFC 8725 §2.4, RFC 7515 §4: readers that disagree about which of two values counts can be played off.
        guard DistinctNames.areDistinct(members) else { throw .duplicateMember }
        return JSONObject(distinct: members)
    }

    private mutating func readArray(_ bytes: Span<UInt8>) throws(JSONRefusal) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        if try !isEmpty(bytes, closedBy: UInt8(ascii: "]")) {
            repeat {
                skipWhitespace(bytes)
                elements.append(try readValue(bytes))
            } while try isMore(bytes, closedBy: UInt8(ascii: "]"))
        }
        depth -= 1
        return elements
    }

    private mutating func readWord(
        _ word: StaticString,
        as value: JSONValue,
        _ bytes: Span<UInt8>
    ) throws(JSONRefusal) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount {
            guard try next(bytes) == word.utf8Start[offset] else { throw .unexpectedByte }
        }
        return value
    }

    /// Steps over an opening bracket.
    private mutating func enter() throws(JSONRefusal) {
        guard depth < maximumDepth else { throw .tooDeep }
        depth += 1
        position += 1
    }

    /// Steps over the closing bracket if it comes at once.
    private mutating func isEmpty(_ bytes: Span<UInt8>, closedBy close: UInt8) throws(JSONRefusal) -> Bool {
        skipWhitespace(bytes)
        guard try peek(bytes) == close else { return false }
        position += 1
        return true
    }

    /// Steps over a comma, or over the closing bracket.
    private mutating func isMore(_ bytes: Span<UInt8>, closedBy close: UInt8) throws(JSONRefusal) -> Bool {
        skipWhitespace(bytes)
        let byte = try next(bytes)
        guard byte != close else { return false }
        guard byte == UInt8(ascii: ",") else { throw .unexpectedByte }
        return true
    }

    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    func peek(_ bytes: Span<UInt8>) throws(JSONRefusal) -> UInt8 {
        guard position < bytes.count else { throw .unexpectedEnd }
        return bytes[position]
    }

    mutating func next(_ bytes: Span<UInt8>) throws(JSONRefusal) -> UInt8 {
        let byte = try peek(bytes)
        position += 1
        return byte
    }
}
