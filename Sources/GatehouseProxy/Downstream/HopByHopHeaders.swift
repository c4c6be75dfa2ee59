/// Reads `Connection` and removes what it names (RFC 9110 §7.6.1).
enum HopByHopHeaders {
    /// What the `Connection` fields of a message say.
    struct Options: Equatable {
        var closes = false
        var keepsAlive = false
        /// Whether they name fields that would be forwarded otherwise.
        var hasNominations = false
    }

    /// More options than any honest message has; the comparison with every field must stay cheap.
    private static let maximumOptions = 32

    /// Reads all options and marks the fields that they name.
    static func options(in bytes: RawSpan, fields: inout [FieldSlice]) throws(MessageRefusal) -> Options {
        var options = Options()
        var count = 0
        for index in fields.indices where fields[index].kind == .connection {
            let value = fields[index].value
            var position = value.lowerBound
            while position < value.upperBound {
                let end = bytes.endOfMember(from: position, in: value)
                let option = bytes.trimmed(ByteRange(position, end))
                position = end &+ 1
                count += 1
                guard count <= maximumOptions else { throw .connection }
                // RFC 9110 §5.6.1.2: a few empty list members are ignored.
                guard !option.isEmpty else { continue }
                try read(option, in: bytes, into: &options, marking: &fields)
            }
        }
        return options
    }

    /// The names of the fields that `Connection` takes out of a message, lowercased, with `-` for other separators.
    static func nominations(in bytes: RawSpan, fields: [FieldSlice]) -> [[UInt8]] {
        var names: [[UInt8]] = []
        for field in fields where field.kind == .connection {
            var position = field.value.lowerBound
            while position < field.value.upperBound {
                let end = bytes.endOfMember(from: position, in: field.value)
                let option = bytes.trimmed(ByteRange(position, end))
                if !option.isEmpty { names.append(option.range.map { folded(bytes.byte($0)) }) }
                position = end &+ 1
            }
        }
        return names
    }

    private static func read(
        _ option: ByteRange,
        in bytes: RawSpan,
        into options: inout Options,
        marking fields: inout [FieldSlice]
    ) throws(MessageRefusal) {
        if bytes.equalsIgnoringCase(option, "keep-alive") {
            options.keepsAlive = true
        } else if bytes.equalsIgnoringCase(option, "close") {
            options.closes = true
        } else {
            try nominate(option, in: bytes, into: &options, marking: &fields)
        }
    }

    private static func nominate(
        _ option: ByteRange,
        in bytes: RawSpan,
        into options: inout Options,
        marking fields: inout [FieldSlice]
    ) throws(MessageRefusal) {
        for offset in option.range where !ASCIISet.token.contains(bytes.byte(offset)) { throw .connection }
        switch FieldKind.classify(bytes, at: option.lowerBound, count: option.count) {
        case .host, .contentLength, .transferEncoding, .authorization, .dpop, .clientCertificate:
            // Contract §5: whoever names these wants the next server to read another request than this one.
            throw .connection
        default:
            break
        }
        options.hasNominations = true
        for index in fields.indices where isSameName(option, fields[index].name, in: bytes) {
            fields[index].isNominated = true
        }
    }

    /// Whether two names are the same to an upstream that turns names into variables.
    private static func isSameName(_ left: ByteRange, _ right: ByteRange, in bytes: RawSpan) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count {
            let byte = folded(bytes.byte(left.lowerBound &+ offset))
            guard byte == folded(bytes.byte(right.lowerBound &+ offset)) else { return false }
        }
        return true
    }

    /// A name's byte without case, and `-` for whatever is neither letter nor digit.
    static func folded(_ byte: UInt8) -> UInt8 {
        ASCIISet.alphanumeric.contains(byte) ? byte.asciiLowercased : UInt8(ascii: "-")
    }
}
