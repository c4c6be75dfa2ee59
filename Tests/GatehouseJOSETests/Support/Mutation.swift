import GatehouseTestSupport

/// Changes bytes at random: replaces, inserts, removes, repeats or cuts off.
enum Mutation {
    static func mutated(_ original: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0...Int.random(in: 0..<4, using: &generator) {
            mutate(&bytes, using: &generator)
        }
        return bytes
    }

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard let index = bytes.indices.randomElement(using: &generator) else {
            bytes.append(UInt8.random(in: 0...255, using: &generator))
            return
        }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
        case 3: bytes.remove(at: index)
        case 4: bytes.insert(contentsOf: bytes[index..<min(index + 16, bytes.count)], at: index)
        default: bytes.removeSubrange(index...)
        }
    }
}
