import GatehouseTestSupport

/// Frames of RFC 6455 as bytes.
enum Frame {
    static let text: UInt8 = 0x1
    static let binary: UInt8 = 0x2
    static let close: UInt8 = 0x8
    static let ping: UInt8 = 0x9

    static func bytes(
        _ opcode: UInt8,
        _ payload: [UInt8] = [],
        isFinal: Bool = true,
        reserved: UInt8 = 0,
        mask: [UInt8]? = nil
    ) -> [UInt8] {
        var bytes = [(isFinal ? 0x80 : 0) | reserved | opcode]
        let bit: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case ..<126: bytes.append(bit | UInt8(payload.count))
        case ..<65_536: bytes += [bit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default: bytes += [bit | 127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        guard let mask else { return bytes + payload }
        return bytes + mask + payload.enumerated().map { $0.element ^ mask[$0.offset % 4] }
    }

    /// A frame of a client.
    static func masked(_ opcode: UInt8, _ text: String, isFinal: Bool = true) -> [UInt8] {
        bytes(opcode, Array(text.utf8), isFinal: isFinal, mask: [1, 2, 3, 4])
    }

    /// A frame of a server.
    static func plain(_ opcode: UInt8, _ text: String, isFinal: Bool = true) -> [UInt8] {
        bytes(opcode, Array(text.utf8), isFinal: isFinal)
    }

    /// Messages as a peer may send them: in fragments, with control frames between, in every form of length.
    static func conversation(isMasked: Bool, using generator: inout SeededGenerator) -> [[UInt8]] {
        func mask(_ generator: inout SeededGenerator) -> [UInt8]? {
            isMasked ? (0..<4).map { _ in UInt8.random(in: .min ... .max, using: &generator) } : nil
        }
        var frames: [[UInt8]] = []
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let fragments = Int.random(in: 1...3, using: &generator)
            for fragment in 0..<fragments {
                let sizes = [0, 1, 125, 126, 300, 65_535, 65_536]
                let size = sizes.randomElement(using: &generator) ?? 0
                let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                let opcode = fragment == 0 ? [text, binary].randomElement(using: &generator) ?? text : 0
                let isFinal = fragment == fragments - 1
                frames.append(bytes(opcode, payload, isFinal: isFinal, mask: mask(&generator)))
                if Bool.random(using: &generator) { frames.append(bytes(ping, [1, 2], mask: mask(&generator))) }
            }
        }
        return frames
    }
}
