/// Parses the header of version 1 (The PROXY protocol §2.1).
enum ProxyLine {
    /// Parses what stands between `PROXY ` and the end of the line.
    static func parse(_ line: ArraySlice<UInt8>) throws(ProxyHeaderProblem) -> ProxyHeader {
        let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init)
        // Whatever follows UNKNOWN says nothing.
        if words.first == Array("UNKNOWN".utf8) { return .none }
        let length: Int
        switch words.first {
        case Array("TCP4".utf8): length = 4
        case Array("TCP6".utf8): length = 16
        default: throw .family
        }
        guard words.count == 5 else { throw .line }
        guard let source = address(words[1], length), address(words[2], length) != nil else { throw .address }
        guard isPort(words[3]), isPort(words[4]) else { throw .port }
        return .source(source)
    }

    /// An address of the family that the line names, IPv4-mapped ones as IPv4.
    private static func address(_ word: [UInt8], _ length: Int) -> [UInt8]? {
        let isIPv6 = word.contains(UInt8(ascii: ":"))
        guard isIPv6 == (length == 16), !word.contains(0) else { return nil }
        return AddressRange.bytes(of: String(decoding: word, as: UTF8.self))
    }

    /// A decimal number up to 65535 without leading zeros.
    private static func isPort(_ word: [UInt8]) -> Bool {
        guard (1...5).contains(word.count), word.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        guard word.count == 1 || word[0] != UInt8(ascii: "0") else { return false }
        return word.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65_535
    }
}
