import GatehouseTestSupport
import Testing

@testable import GatehousePolicy

@Suite("RFC 3629: UTF-8 octet by octet")
struct UTF8CheckTests {
    private func isValid(_ octets: [UInt8]) -> Bool {
        var check = UTF8Check()
        return octets.allSatisfy { check.accept($0) } && check.isComplete
    }

    /// The standard library is the oracle for every sequence of two octets.
    @Test func twoOctetsAreJudgedLikeTheStandardLibraryDoes() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let octets = [first, second]
                #expect(isValid(octets) == (String(validating: octets, as: UTF8.self) != nil), "\(octets)")
            }
        }
    }

    @Test(arguments: UInt64(1)...20)
    func longerSequencesAreJudgedLikeTheStandardLibraryDoes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let edges: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
            0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for _ in 0..<2_000 {
            let count = Int.random(in: 1...5, using: &generator)
            let octets = (0..<count).map { _ in edges.randomElement(using: &generator) ?? 0 }
            #expect(isValid(octets) == (String(validating: octets, as: UTF8.self) != nil), "\(octets)")
        }
    }
}
