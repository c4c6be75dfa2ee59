import Crypto

/// The digest under which secrets with 256 random bits are stored.
package enum SecretDigest {
    /// SHA-256 over the UTF-8 of the secret.
    package static func of(_ secret: String) -> [UInt8] {
        var hash = SHA256()
        var text = secret
        text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        return Array(hash.finalize())
    }

    /// Compares without telling by its duration where the first difference is.
    package static func isEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        guard first.count == second.count else { return false }
        var difference: UInt8 = 0
        for index in first.indices {
            difference |= first[index] ^ second[index]
        }
        return difference == 0
    }
}
