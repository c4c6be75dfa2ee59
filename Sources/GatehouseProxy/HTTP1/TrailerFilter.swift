/// Says which trailer fields are forwarded (RFC 9110 §6.5.1).
enum TrailerFilter {
    /// Whether a field may be sent in a trailer section.
    ///
    /// Fields that the gate itself gives a meaning never are, nor those that frame, route, modify, authenticate or
    /// describe a message: a receiver that merged them into the header would read another message than we did.
    static func allows(_ field: FieldSlice, in bytes: RawSpan, nominations: [[UInt8]]) -> Bool {
        guard field.kind == .other else { return false }
        let name = field.name
        for forbidden in forbidden where isName(bytes, name, forbidden) { return false }
        if name.count > 8, isName(bytes, ByteRange(name.lowerBound, name.lowerBound + 8), "content-") { return false }
        for nominated in nominations where isName(bytes, name, nominated) { return false }
        return true
    }

    private static let forbidden: [StaticString] = [
        "age", "cache-control", "early-data", "expires", "if-match", "if-modified-since", "if-none-match",
        "if-range", "if-unmodified-since", "location", "max-forwards", "pragma", "range", "retry-after", "vary",
        "warning", "www-authenticate",
    ]

    private static func isName(_ bytes: RawSpan, _ name: ByteRange, _ lowercase: StaticString) -> Bool {
        guard name.count == lowercase.utf8CodeUnitCount else { return false }
        for offset in 0..<name.count {
            let byte = HopByHopHeaders.folded(bytes.byte(name.lowerBound + offset))
            guard byte == lowercase.utf8Start[offset] else { return false }
        }
        return true
    }

    private static func isName(_ bytes: RawSpan, _ name: ByteRange, _ folded: [UInt8]) -> Bool {
        guard name.count == folded.count else { return false }
        for offset in 0..<name.count {
            guard HopByHopHeaders.folded(bytes.byte(name.lowerBound + offset)) == folded[offset] else { return false }
        }
        return true
    }
}
