import GatehouseJOSE
import GatehouseOAuth
import NIOPosix

/// Makes signing keys on a thread of its own, because an RSA key takes longer than a loop may be kept.
struct PooledKeyGeneration: SigningKeyGenerating {
    func generate(_ algorithm: SigningAlgorithm) async throws(KeyRefusal) -> SigningKey {
        let made = try? await NIOThreadPool.singleton.runIfActive {
            Result { () throws(KeyRefusal) in try SigningKey.generate(algorithm) }
        }
        guard let made else { throw .unsupported }
        return try made.get()
    }
}
