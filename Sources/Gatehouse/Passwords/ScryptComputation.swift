import CryptoExtras
import FoundationEssentials
import GatehouseOAuth

/// The slow function behind password hashes (RFC 7914), on the thread that calls it.
enum ScryptComputation {
    /// Password, salt, cost and length of the result in bytes; throws if there is not enough memory.
    typealias Function = @Sendable ([UInt8], [UInt8], PasswordHash.Parameters, Int) throws -> [UInt8]

    /// Computes with CryptoExtras.
    ///
    /// The memory (128 MiB at the standard cost) is beyond what the allocator keeps: it goes back to the system at once.
    static let function: Function = { password, salt, parameters, count in
        let key = try KDF.Scrypt.deriveKey(
            from: password,
            salt: salt,
            outputByteCount: count,
            rounds: parameters.rounds,
            blockSize: parameters.blockSize,
            parallelism: parameters.parallelism
        )
        return key.withUnsafeBytes { Array($0) }
    }
}
