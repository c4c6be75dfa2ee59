import GatehouseTestSupport

/// Changes messages at random: single bytes, and the pieces of which smuggled requests are made.
enum MessageMutation {
    private static let pieces: [[UInt8]] = [
        "\r\n", "\r", "\n", "\r\n\r\n", ": ", " ", "\t", "\u{0}", "\u{B}", "\u{80}", ",", ";", "chunked", "close",
        "\r\nContent-Length: 5", "\r\nTransfer-Encoding: chunked", "\r\nHost: b.test", "\r\nX-Other: 1", "\r\n ",
        "Content_Length: 1\r\n", "Connection: X-Other, close\r\n", "HTTP/1.0", "http://a.test/", "%2F", "//", "..",
    ]
    .map { $0.octets }

    static func mutated(_ original: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0...Int.random(in: 0..<3, using: &generator) { mutate(&bytes, using: &generator) }
        return bytes
    }

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard let index = bytes.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
        case 3: bytes.remove(at: index)
        case 4: bytes.insert(contentsOf: bytes[index..<min(index + 24, bytes.count)], at: index)
        case 5: bytes.removeSubrange(index..<min(index + 8, bytes.count))
        default: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: index)
        }
    }

    /// Up to three places at which a message is cut into pieces.
    static func cuts(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [Int] {
        (0..<3).compactMap { _ in bytes.indices.randomElement(using: &generator) }
    }
}
