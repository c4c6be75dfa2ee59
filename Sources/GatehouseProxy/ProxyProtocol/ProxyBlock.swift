/// Parses the header of version 2 (The PROXY protocol §2.2).
enum ProxyBlock {
    /// Signature, version, command, family and length.
    static let headLength = 16

    private static let checksumType: UInt8 = 0x03

    /// Parses a whole header whose signature, version, command and length are right.
    static func parse(_ bytes: [UInt8]) throws(ProxyHeaderProblem) -> ProxyHeader {
        // LOCAL: the proxy asks for itself, and what follows says nothing.
        if bytes[12] & 0x0F == 0 { return .none }
        let (addressLength, blockLength) = try lengths(bytes[13])
        let start = headLength + blockLength
        guard bytes.count >= start else { throw .length }
        try checkExtensions(bytes, from: start)
        guard addressLength > 0 else { return .none }
        return .source(AddressRange.withoutMapping(Array(bytes[headLength..<(headLength + addressLength)])))
    }

    /// How long an address is, 0 for one that says nothing to us, and all that comes before the extensions.
    private static func lengths(_ family: UInt8) throws(ProxyHeaderProblem) -> (address: Int, block: Int) {
        switch family {
        case 0x00: (0, 0)
        case 0x11: (4, 12)
        case 0x21: (16, 36)
        case 0x31: (0, 216)
        // Datagrams, and what is not defined: nothing that a connection can have come from.
        default: throw .family
        }
    }

    /// Walks over the extensions; of all of them only the checksum means something here (§2.2.3).
    private static func checkExtensions(_ bytes: [UInt8], from start: Int) throws(ProxyHeaderProblem) {
        var index = start
        var checksum: Range<Int>?
        while index < bytes.count {
            guard index + 3 <= bytes.count else { throw .extensions }
            let value = (index + 3)..<(index + 3 + Int(bytes[index + 1]) << 8 + Int(bytes[index + 2]))
            guard value.upperBound <= bytes.count else { throw .extensions }
            if bytes[index] == checksumType {
                guard checksum == nil, value.count == 4 else { throw .extensions }
                checksum = value
            }
            index = value.upperBound
        }
        guard let checksum else { return }
        var summed = bytes
        for index in checksum { summed[index] = 0 }
        let stated = bytes[checksum].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard CastagnoliChecksum.of(summed) == stated else { throw .checksum }
    }
}

/// Computes CRC32c (RFC 9260 appendix A).
enum CastagnoliChecksum {
    private static let table: [UInt32] = (0..<256)
        .map { byte in
            (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0x82F6_3B78 }
        }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
    }
}
