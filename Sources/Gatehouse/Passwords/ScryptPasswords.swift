package import GatehouseOAuth
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Hashes passwords on two threads of its own: at most 32 wait, further ones are told to come again.
package final class ScryptPasswords: PasswordHashing {
    /// How many are computed at once, each in 128 MiB.
    static let threadCount = 2
    /// How many wait besides.
    static let waitingLimit = 32

    private static let saltByteCount = 16
    private static let keyByteCount = 32

    private let entropy: any EntropySource
    private let compute: ScryptComputation.Function
    private let threads = NIOThreadPool(numberOfThreads: threadCount)
    /// How many are computed or wait.
    private let load = Mutex(0)
    /// What is computed where there is no hash: it matches no password, for nothing compares with its key.
    private let decoySalt: [UInt8]

    /// Starts the threads; `run()` ends them.
    package convenience init(entropy: some EntropySource) {
        self.init(entropy: entropy, compute: ScryptComputation.function)
    }

    init(entropy: some EntropySource, compute: @escaping ScryptComputation.Function) {
        self.entropy = entropy
        self.compute = compute
        decoySalt = entropy.bytes(Self.saltByteCount)
        threads.start()
    }

    package func hash(_ password: Secret<String>) async throws(PasswordHashingFailure) -> PasswordHash {
        let salt = entropy.bytes(Self.saltByteCount)
        let key = try await key(password, salt, .standard, Self.keyByteCount)
        guard let hash = PasswordHash(parameters: .standard, salt: salt, key: key) else { throw .failed }
        return hash
    }

    package func isCorrect(
        _ password: Secret<String>,
        for hash: PasswordHash?
    ) async throws(PasswordHashingFailure) -> Bool {
        let key = try await key(
            password,
            hash?.salt ?? decoySalt,
            hash?.parameters ?? .standard,
            hash?.key.count ?? Self.keyByteCount
        )
        return hash?.isMatched(by: key) ?? false
    }

    /// Finishes what is being computed and refuses what waits; afterwards every call is refused as busy.
    package func shutdown() async {
        // The only error says that the pool cannot be stopped, which is true of the process-wide one alone.
        try? await threads.shutdownGracefully()
    }

    private func key(
        _ password: Secret<String>,
        _ salt: [UInt8],
        _ parameters: PasswordHash.Parameters,
        _ count: Int
    ) async throws(PasswordHashingFailure) -> [UInt8] {
        guard enter() else { throw .busy }
        defer { leave() }
        let computed: Result<[UInt8], PasswordHashingFailure>
        do {
            computed = try await threads.runIfActive { [compute] in
                let bytes = password.withExposedValue(Self.bytes)
                return Result { try compute(bytes, salt, parameters, count) }.mapError { _ in .failed }
            }
        } catch {
            // The threads were stopped, or the person went away before the work began.
            throw .busy
        }
        return try computed.get()
    }

    /// The UTF-8 in an array that has memory even when it is empty, which the computation relies on.
    private static func bytes(_ password: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(password.utf8.count + 1)
        bytes.append(contentsOf: password.utf8)
        return bytes
    }

    private func enter() -> Bool {
        load.withLock { load in
            guard load < Self.threadCount + Self.waitingLimit else { return false }
            load += 1
            return true
        }
    }

    private func leave() {
        load.withLock { $0 -= 1 }
    }
}

extension ScryptPasswords: Service {
    /// Waits for the graceful shutdown, then ends the threads.
    package func run() async throws {
        try? await gracefulShutdown()
        await shutdown()
    }
}
