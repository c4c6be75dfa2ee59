import GatehouseOAuth
import Testing

@testable import Gatehouse

@Suite("RFC 7914 §12 — scrypt")
struct ScryptComputationTests {
    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The two vectors whose cost is one that hashes may have; a third needs 1 GiB, and one costs next to nothing.
    @Test(
        arguments: [
            (
                "password", "NaCl", 10, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830da"
                    + "c727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", 14, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9"
                    + "e61e85dc0d651e40dfcf017b45575887"
            ),
        ]
    )
    func theVectorsMatch(
        password: String,
        salt: String,
        exponent: Int,
        parallelism: Int,
        key: String
    ) throws {
        let parameters = try #require(
            PasswordHash.Parameters(exponent: exponent, blockSize: 8, parallelism: parallelism)
        )
        let computed = try ScryptComputation.function([UInt8](password.utf8), [UInt8](salt.utf8), parameters, 64)
        #expect(hexadecimal(computed) == key)
    }

    @Test(arguments: [(10, 1, 1), (10, 16, 1), (15, 1, 16), (10, 16, 16)])
    func theEdgesOfWhatHashesMayCostAreComputed(exponent: Int, blockSize: Int, parallelism: Int) throws {
        let parameters = try #require(
            PasswordHash.Parameters(exponent: exponent, blockSize: blockSize, parallelism: parallelism)
        )
        #expect(try ScryptComputation.function([1], [2], parameters, 32).count == 32)
    }
}
