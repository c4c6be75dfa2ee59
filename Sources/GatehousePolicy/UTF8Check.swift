/// Checks that octets given one by one are UTF-8 (RFC 3629 §4).
struct UTF8Check {
    /// How many continuation octets are still to come.
    private var missing = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Whether no sequence is open.
    var isComplete: Bool { missing == 0 }

    /// Takes the next octet; false if it cannot come here.
    mutating func accept(_ octet: UInt8) -> Bool {
        guard missing > 0 else { return begin(octet) }
        guard (lowest...highest).contains(octet) else { return false }
        missing -= 1
        (lowest, highest) = (0x80, 0xBF)
        return true
    }

    private mutating func begin(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: return expect(1, 0x80, 0xBF)
        case 0xE0: return expect(2, 0xA0, 0xBF)
        case 0xED: return expect(2, 0x80, 0x9F)
        case 0xE1...0xEF: return expect(2, 0x80, 0xBF)
        case 0xF0: return expect(3, 0x90, 0xBF)
        case 0xF1...0xF3: return expect(3, 0x80, 0xBF)
        case 0xF4: return expect(3, 0x80, 0x8F)
        default: return false
        }
    }

    private mutating func expect(_ count: Int, _ lowest: UInt8, _ highest: UInt8) -> Bool {
        missing = count
        self.lowest = lowest
        self.highest = highest
        return true
    }
}
