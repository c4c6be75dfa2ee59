/// Rewrites one path octet by octet and resolves its dot segments (RFC 3986 §5.2.4, §6.2.2).
struct PathCanonicalizer {
    private(set) var output: [UInt8] = []
    private let options: PathOptions
    private var text = UTF8Check()
    /// Where the current segment starts in `output`.
    private var segmentStart = 0
    /// How many hexadecimal digits stand in `output` right after `%25`; nil elsewhere.
    private var digitsAfterPercent: Int?

    init(options: PathOptions, capacity: Int) {
        self.options = options
        output.reserveCapacity(capacity + 16)
    }

    func isSame(as path: Span<UInt8>) -> Bool {
        guard path.count == output.count else { return false }
        for offset in output.indices where path[offset] != output[offset] { return false }
        return true
    }

    mutating func read(_ path: Span<UInt8>) throws(PathRefusal) {
        output.append(UInt8(ascii: "/"))
        segmentStart = 1
        guard path.count > 0 else { return }
        guard path[0] == UInt8(ascii: "/") else { throw .notAbsolute }
        var offset = 1
        while offset < path.count {
            let byte = path[offset]
            switch byte {
            case UInt8(ascii: "%"):
                try readEscape(path, at: offset)
                offset += 3
                continue
            case UInt8(ascii: "/"):
                try endSegment(isLast: false)
            default:
                try readOctet(byte)
            }
            offset += 1
        }
        try endSegment(isLast: true)
    }

    private mutating func readOctet(_ byte: UInt8) throws(PathRefusal) {
        guard text.accept(byte) else { throw .invalidUTF8 }
        if PathOctets.isPlain(byte) { return try append(byte) }
        if PathOctets.isControl(byte) { throw .controlCharacter }
        switch byte {
        case UInt8(ascii: "\\"):
            throw .backslash
        case UInt8(ascii: "#"), UInt8(ascii: "?"):
            throw .delimiter
        case UInt8(ascii: ";"):
            guard options.parameters else { throw .parameter }
            try append(byte)
        default:
            appendEscape(byte)
        }
    }

    private mutating func readEscape(_ path: Span<UInt8>, at offset: Int) throws(PathRefusal) {
        guard offset + 2 < path.count, let high = Hexadecimal.value(of: path[offset + 1]),
            let low = Hexadecimal.value(of: path[offset + 2])
        else { throw .badEscape }
        let octet = high << 4 | low
        guard text.accept(octet) else { throw .invalidUTF8 }
        if PathOctets.isUnreserved(octet) { return try append(octet) }
        if PathOctets.isControl(octet) { throw .controlCharacter }
        if octet == UInt8(ascii: "\\") { throw .backslash }
        if octet == UInt8(ascii: "/"), !options.encodedSlash { throw .encodedSlash }
        appendEscape(octet)
        if octet == UInt8(ascii: "%") { digitsAfterPercent = 0 }
    }

    /// Appends an octet that stands for itself.
    private mutating func append(_ byte: UInt8) throws(PathRefusal) {
        output.append(byte)
        guard let digits = digitsAfterPercent else { return }
        // `%25` and `%32%46` is `%252F` as well: what counts is the canonical form.
        guard Hexadecimal.value(of: byte) != nil else {
            digitsAfterPercent = nil
            return
        }
        guard digits == 0 || options.doubleEncoding else { throw .doubleEncoding }
        digitsAfterPercent = digits == 0 ? 1 : nil
    }

    private mutating func appendEscape(_ octet: UInt8) {
        digitsAfterPercent = nil
        output.append(UInt8(ascii: "%"))
        output.append(Self.digit(octet >> 4))
        output.append(Self.digit(octet & 0x0F))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// Resolves the segment that ends here.
    private mutating func endSegment(isLast: Bool) throws(PathRefusal) {
        guard text.isComplete else { throw .invalidUTF8 }
        digitsAfterPercent = nil
        switch dots(from: segmentStart, to: output.count) {
        case 1:
            output.removeSubrange(segmentStart...)
        case 2:
            try removeParent()
        default:
            try keepSegment(isLast: isLast)
        }
    }

    private mutating func keepSegment(isLast: Bool) throws(PathRefusal) {
        try checkDisguises()
        guard !isLast else { return }
        guard output.count > segmentStart || options.emptySegments else { throw .emptySegment }
        output.append(UInt8(ascii: "/"))
        segmentStart = output.count
    }

    /// Takes `..` and the segment before it away.
    private mutating func removeParent() throws(PathRefusal) {
        guard segmentStart > 1 else { throw .leavesRoot }
        var parentStart = segmentStart - 1
        while output[parentStart - 1] != UInt8(ascii: "/") { parentStart -= 1 }
        output.removeSubrange(parentStart...)
        segmentStart = parentStart
    }

    /// Refuses `..;x`, `..%3Bx`, `..%2Fx` and `%252e%252e`: an upstream that cuts parameters off or decodes once more would climb.
    private func checkDisguises() throws(PathRefusal) {
        var part = DisguisedPart()
        var offset = segmentStart
        while offset < output.count {
            let (octet, end) = innermostOctet(at: offset)
            offset = end
            guard part.isEnded(by: octet) else { continue }
            if part.isDotSegment { throw .disguisedDotSegment }
            part = DisguisedPart(isParameter: octet == UInt8(ascii: ";"))
        }
        if part.isDotSegment { throw .disguisedDotSegment }
    }

    /// What stands at an offset after decoding as often as there is something to decode, and where the next octet stands.
    private func innermostOctet(at start: Int) -> (octet: UInt8, end: Int) {
        guard output[start] == UInt8(ascii: "%") else { return (output[start], start + 1) }
        var digits = start + 1
        while true {
            guard digits + 1 < output.count, let high = Hexadecimal.value(of: output[digits]),
                let low = Hexadecimal.value(of: output[digits + 1])
            else { return (UInt8(ascii: "%"), digits) }
            let octet = high << 4 | low
            digits += 2
            guard octet == UInt8(ascii: "%") else { return (octet, digits) }
        }
    }

    /// 1 for `.`, 2 for `..`, 0 for anything else.
    private func dots(from start: Int, to end: Int) -> Int {
        let count = end - start
        guard count == 1 || count == 2 else { return 0 }
        for offset in start..<end where output[offset] != UInt8(ascii: ".") { return 0 }
        return count
    }
}

/// One part of a segment that an upstream may take for a segment of its own.
private struct DisguisedPart {
    /// What follows a `;` is no name.
    var isParameter = false
    private var dots = 0
    private var hasOthers = false

    init(isParameter: Bool = false) {
        self.isParameter = isParameter
    }

    var isDotSegment: Bool { !isParameter && !hasOthers && (dots == 1 || dots == 2) }

    /// Takes an octet in; true if it ends the part instead.
    mutating func isEnded(by octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "/"), UInt8(ascii: "\\"): return true
        case UInt8(ascii: ";"): return !isParameter
        case UInt8(ascii: "."): dots += 1
        default: hasOthers = true
        }
        return false
    }
}
