@testable import GatehouseProxy

/// Writes PROXY headers as load balancers do, and as they should not.
enum ProxyHeaderBytes {
    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]

    /// A header of version 2; its length is that of what it holds unless another is given.
    static func block(_ command: UInt8, _ family: UInt8, _ content: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? content.count
        return signature + [command, family, UInt8(length >> 8), UInt8(length & 0xFF)] + content
    }

    /// Addresses and ports of an IPv4 connection.
    static func four(_ source: [UInt8] = [198, 51, 100, 7]) -> [UInt8] {
        source + [192, 0, 2, 1] + [0x12, 0x34, 0x01, 0xBB]
    }

    /// Addresses and ports of an IPv6 connection from 2001:db8::7.
    static func six(_ source: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [7]) -> [UInt8] {
        source + Array(repeating: 1, count: 16) + [0x12, 0x34, 0x01, 0xBB]
    }

    static func extend(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        [type, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value
    }

    /// A header with a checksum that is right, or wrong in its last bit.
    static func checked(isRight: Bool = true) -> [UInt8] {
        let empty = block(0x21, 0x11, four() + extend(0x03, [0, 0, 0, 0]))
        let sum = CastagnoliChecksum.of(empty) ^ (isRight ? 0 : 1)
        return Array(empty.dropLast(4)) + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32($0))) }
    }
}
