/// Whoever can be told apart by an address: one IPv4 address, or one IPv6 network of 64 bits.
///
/// RFC 4291 §2.5.1: a single machine chooses freely among the addresses of such a network.
struct NetworkOrigin: Hashable {
    /// `4` with four bytes, `6` with eight, or `?` with the text of what is no address.
    let bytes: [UInt8]

    init(_ address: String) {
        // RFC 4007 §11: what follows a percent sign names an interface of our own.
        let text = Array(address.utf8.prefix { $0 != UInt8(ascii: "%") })
        if let four = Self.dotted(text[...]) {
            bytes = [UInt8(ascii: "4")] + four
        } else if let sixteen = Self.colons(text) {
            bytes = Self.origin(sixteen)
        } else {
            bytes = [UInt8(ascii: "?")] + address.utf8
        }
    }

    /// RFC 4291 §2.5.5.2: a mapped IPv4 address is that IPv4 address.
    private static func origin(_ address: [UInt8]) -> [UInt8] {
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return address.starts(with: mapped)
            ? [UInt8(ascii: "4")] + address.suffix(4)
            : [UInt8(ascii: "6")] + address.prefix(8)
    }

    private static func dotted(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let numbers = parts.compactMap { number($0, radix: 10, digits: 3) }.compactMap(UInt8.init(exactly:))
        return numbers.count == 4 ? numbers : nil
    }

    /// RFC 4291 §2.2: eight groups of hexadecimal digits, one run of zeros left out, the last two perhaps dotted.
    private static func colons(_ text: [UInt8]) -> [UInt8]? {
        guard text.count <= 45 else { return nil }
        let gap = text.indices.dropLast().first { text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":") }
        guard let gap else {
            return groups(text[...], mayEndDotted: true).flatMap { $0.count == 16 ? $0 : nil }
        }
        guard let head = groups(text[..<gap], mayEndDotted: false),
            let tail = groups(text[(gap + 2)...], mayEndDotted: true)
        else { return nil }
        guard head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: ArraySlice<UInt8>, mayEndDotted: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if let group = number(part, radix: 16, digits: 4) {
                bytes += [UInt8(truncatingIfNeeded: group >> 8), UInt8(truncatingIfNeeded: group)]
            } else if mayEndDotted, index == parts.count - 1, let four = dotted(part) {
                bytes += four
            } else {
                return nil
            }
        }
        return bytes
    }

    private static func number(_ text: ArraySlice<UInt8>, radix: UInt32, digits: Int) -> UInt32? {
        guard (1...digits).contains(text.count) else { return nil }
        var number: UInt32 = 0
        for byte in text {
            guard let digit = digit(byte), digit < radix else { return nil }
            number = number * radix + digit
        }
        return number
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch ASCIICase.lowered(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(ASCIICase.lowered(byte) - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
