import GatehouseTestSupport
import Testing

/// The short run of every fuzz target; `Tests/run --sanitize fuzz` has the long one.
@Suite("Fuzz targets, briefly")
struct ShortRunTests {
    @Test(arguments: FuzzTarget.allCases)
    func everySeedThatIsKeptPasses(_ target: FuzzTarget) throws {
        let seeds = try SeedFile.read(target)
        #expect(seeds.count >= 5)
        for seed in seeds + [[]] {
            #expect(throws: Never.self, "\(String(decoding: seed, as: UTF8.self).debugDescription)") {
                try target.check(seed)
            }
        }
    }

    @Test(arguments: FuzzTarget.allCases, Seeds.first(4))
    func mutationsOfTheSeedsPass(_ target: FuzzTarget, seed: UInt64) throws {
        let seeds = try SeedFile.read(target)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let input = try Self.mutated(#require(seeds.randomElement(using: &generator)), of: seeds, &generator)
            #expect(throws: Never.self, "\(String(decoding: input, as: UTF8.self).debugDescription)") {
                try target.check(input)
            }
        }
    }

    /// Changes some bytes, or joins the halves of two seeds.
    private static func mutated(
        _ original: [UInt8],
        of seeds: [[UInt8]],
        _ generator: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = original
        for _ in 0...Int.random(in: 0..<4, using: &generator) {
            guard let index = bytes.indices.randomElement(using: &generator) else { return bytes }
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
            case 3: bytes.removeSubrange(index..<min(index + 6, bytes.count))
            case 4: bytes.insert(contentsOf: bytes[index..<min(index + 24, bytes.count)], at: index)
            default:
                let other = seeds.randomElement(using: &generator) ?? []
                bytes.replaceSubrange(index..., with: other.suffix(bytes.count - index))
            }
        }
        return bytes
    }
}
