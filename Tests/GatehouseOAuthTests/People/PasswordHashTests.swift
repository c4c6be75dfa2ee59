import GatehouseOAuth
import Testing

@Suite("Stored passwords")
struct PasswordHashTests {
    private static let salt = String(repeating: "A", count: 22)
    private static let key = String(repeating: "A", count: 43)

    @Test func theTextIsReadBackAsItWasWritten() throws {
        let salt = [UInt8](0..<16)
        let key = [UInt8](224...255)
        let hash = try #require(PasswordHash(parameters: .standard, salt: salt, key: key))
        let text = "$scrypt$ln=17,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$4OHi4+Tl5ufo6err7O3u7/Dx8vP09fb3+Pn6+/z9/v8"
        #expect(hash.text == text)
        let read = try #require(PasswordHash(text))
        #expect(read == hash)
        #expect(read.salt == salt)
        #expect(read.key == key)
    }

    @Test(arguments: [(10, 1, 1), (15, 1, 16), (20, 16, 16), (17, 8, 1)])
    func parametersInBoundsAreRead(exponent: Int, blockSize: Int, parallelism: Int) throws {
        let text = "$scrypt$ln=\(exponent),r=\(blockSize),p=\(parallelism)$\(Self.salt)$\(Self.key)"
        let hash = try #require(PasswordHash(text))
        #expect(hash.text == text)
        #expect(hash.parameters.rounds == 1 << exponent)
        #expect(hash.needsRehash == (hash.parameters != .standard))
    }

    @Test(
        arguments: [
            "ln=9,r=8,p=1", "ln=21,r=8,p=1", "ln=17,r=0,p=1", "ln=17,r=17,p=1", "ln=17,r=8,p=0", "ln=17,r=8,p=17",
            // RFC 7914 §2: N must be less than 2^(128 * r / 8).
            "ln=16,r=1,p=1",
            "ln=017,r=8,p=1", "ln=+17,r=8,p=1", "ln=17,r=8", "ln=17,r=8,p=1,x=1", "r=8,ln=17,p=1", "ln=17, r=8,p=1",
            "ln=,r=8,p=1", "ln=-17,r=8,p=1", "ln=17,r=8,p=１", "ln=18446744073709551633,r=8,p=1", "",
        ]
    )
    func otherParametersAreRefused(parameters: String) {
        #expect(PasswordHash("$scrypt$\(parameters)$\(Self.salt)$\(Self.key)") == nil)
    }

    @Test(
        arguments: [
            "", "$", "scrypt$ln=17,r=8,p=1$\(salt)$\(key)", "$scrypt$ln=17,r=8,p=1$\(salt)",
            "$scrypt$ln=17,r=8,p=1$\(salt)$\(key)$", "$argon2id$ln=17,r=8,p=1$\(salt)$\(key)",
            "$scrypt$ln=17,r=8,p=1$\(salt)==$\(key)=", "$scrypt$ln=17,r=8,p=1$\(salt)$\(key)\n",
            "$scrypt$ln=17,r=8,p=1$-\(salt.dropFirst())$\(key)", "$scrypt$ln=17,r=8,p=1$\(salt)$_\(key.dropFirst())",
            "$scrypt$ln=17,r=8,p=1$\(salt.dropLast())B$\(key)",
            "$scrypt$ln=17,r=8,p=1$\(salt.dropLast(2))$\(key)", "$scrypt$ln=17,r=8,p=1$\(salt)$\(key.dropLast())",
            "$scrypt$ln=17,r=8,p=1$\(String(repeating: "A", count: 87))$\(key)",
            "$scrypt$ln=17,r=8,p=1$\(salt)$\(String(repeating: "A", count: 87))",
            "$scrypt$ln=17,r=8,p=1$\(salt)$\(String(repeating: "A", count: 4000))",
        ]
    )
    func otherTextIsRefused(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test func onlyTheStandardCostNeedsNoRehash() throws {
        let salt = [UInt8](repeating: 1, count: 16)
        let key = [UInt8](repeating: 2, count: 32)
        let cheap = try #require(PasswordHash.Parameters(exponent: 14, blockSize: 8, parallelism: 1))
        #expect(try #require(PasswordHash(parameters: cheap, salt: salt, key: key)).needsRehash)
        #expect(try !#require(PasswordHash(parameters: .standard, salt: salt, key: key)).needsRehash)
    }

    @Test func printingShowsTheCostAlone() throws {
        let hash = try #require(PasswordHash("$scrypt$ln=17,r=8,p=1$\(Self.salt)$\(Self.key)"))
        #expect("\(hash)" == "<scrypt ln=17,r=8,p=1>")
        #expect(!String(reflecting: hash).contains("AAA"))
        var dumped = ""
        dump(hash, to: &dumped)
        #expect(!dumped.contains("salt"))
    }
}
