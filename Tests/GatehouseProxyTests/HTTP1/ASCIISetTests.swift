import Testing

@testable import GatehouseProxy

@Suite("Sets of characters")
struct ASCIISetTests {
    private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private static let digits = "0123456789"

    private func members(_ set: ASCIISet) -> Set<UInt8> {
        Set((UInt8.min...UInt8.max).filter { set.contains($0) })
    }

    /// RFC 9110 §5.6.2.
    @Test func tokensHaveTheCharactersOfTheGrammar() {
        #expect(members(.token) == Set("!#$%&'*+-.^_`|~\(Self.digits)\(Self.letters)".utf8))
    }

    @Test func theOtherSetsHaveTheirCharactersAndNoMore() {
        #expect(members(.alphanumeric) == Set("\(Self.digits)\(Self.letters)".utf8))
        #expect(members(.host) == Set("-._\(Self.digits)\(Self.letters)".utf8))
        #expect(members(.addressLiteral) == Set(":.\(Self.digits)abcdefABCDEF".utf8))
        #expect(members(.lowercaseHex) == Set("\(Self.digits)abcdef".utf8))
    }

    @Test func onlyLettersAreLowercased() {
        for byte in UInt8.min...UInt8.max {
            let isUppercase = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            #expect(byte.asciiLowercased == (isUppercase ? byte + 32 : byte))
        }
    }
}
