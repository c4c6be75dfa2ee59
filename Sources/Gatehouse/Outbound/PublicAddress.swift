/// Knows which addresses belong to the public internet (RFC 6890 and the registries that it founded).
enum PublicAddress {
    private static let specialIPv4: [(prefix: [UInt8], bits: Int)] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
        ([192, 0, 2], 24), ([192, 88, 99], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24),
        ([203, 0, 113], 24), ([224], 4), ([240], 4),
    ]

    /// What lies within 2000::/3 and is no address of one public host: Teredo, ORCHID and their like, examples, 6to4.
    private static let specialIPv6: [(prefix: [UInt8], bits: Int)] = [
        ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x20, 0x02], 16), ([0x3F, 0xFF, 0x00], 20),
    ]

    /// Whether an address of 4 or 16 bytes is a public one.
    static func contains(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: !specialIPv4.contains { matches(bytes, $0.prefix, $0.bits) }
        // Whatever is mapped, translated, local or not assigned yet lies outside 2000::/3.
        case 16: matches(bytes, [0x20], 3) && !specialIPv6.contains { matches(bytes, $0.prefix, $0.bits) }
        default: false
        }
    }

    private static func matches(_ bytes: [UInt8], _ prefix: [UInt8], _ bits: Int) -> Bool {
        for bit in 0..<bits {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            let wanted = bit / 8 < prefix.count ? prefix[bit / 8] & mask : 0
            guard bytes[bit / 8] & mask == wanted else { return false }
        }
        return true
    }
}
