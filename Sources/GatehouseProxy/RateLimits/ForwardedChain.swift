/// Reads the nodes of `Forwarded` lines (RFC 7239 §4): the `for` of each element, as it stands without its quotes.
struct ForwardedChain {
    private let bytes: [UInt8]
    private var index = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The nodes from left to right; an element without `for` has an empty one.
    ///
    /// A line that is not what RFC 7239 says has one empty node: what stands in it and left of it cannot be told.
    static func nodes(of lines: [[UInt8]]) -> [String] {
        lines.flatMap { line in
            var chain = ForwardedChain(line)
            return chain.nodes() ?? [""]
        }
    }

    private mutating func nodes() -> [String]? {
        var nodes: [String] = []
        while true {
            guard let element = element() else { return nil }
            if let node = element.node ?? (element.isEmpty ? nil : "") { nodes.append(node) }
            guard index < bytes.count else { return nodes }
            index += 1
        }
    }

    /// One element up to its comma or the end; nil if it is malformed.
    private mutating func element() -> (node: String?, isEmpty: Bool)? {
        var node: String?
        var isEmpty = true
        while true {
            skipBlanks()
            if let name = token() {
                guard take(UInt8(ascii: "=")), let value = token() ?? quoted() else { return nil }
                if name.count == 3, zip(name, "for".utf8).allSatisfy({ $0 | 0x20 == $1 }) {
                    guard node == nil else { return nil }
                    node = Self.node(value)
                }
                isEmpty = false
                skipBlanks()
            }
            if index == bytes.count || bytes[index] == UInt8(ascii: ",") { return (node, isEmpty) }
            guard take(UInt8(ascii: ";")) else { return nil }
        }
    }

    /// An IPv6 address stands in brackets (§6); without them it is no node.
    private static func node(_ value: [UInt8]) -> String {
        let colons = value.count { $0 == UInt8(ascii: ":") }
        return colons > 1 && value.first != UInt8(ascii: "[") ? "" : String(decoding: value, as: UTF8.self)
    }

    private mutating func token() -> [UInt8]? {
        let start = index
        while index < bytes.count, ASCIISet.token.contains(bytes[index]) { index += 1 }
        return index > start ? Array(bytes[start..<index]) : nil
    }

    /// RFC 9110 §5.6.4.
    private mutating func quoted() -> [UInt8]? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var value: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return value }
            guard byte == UInt8(ascii: "\\") else {
                value.append(byte)
                continue
            }
            guard index < bytes.count else { return nil }
            value.append(bytes[index])
            index += 1
        }
        return nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == 0x09 { index += 1 }
    }
}
