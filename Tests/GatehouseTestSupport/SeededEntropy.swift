import GatehouseOAuth
import Synchronization

/// Entropy that gives the same bytes for the same seed, in the order of the calls.
package final class SeededEntropy: EntropySource {
    private let generator: Mutex<SeededGenerator>

    package init(seed: UInt64 = 1) {
        generator = Mutex(SeededGenerator(seed: seed))
    }

    package func bytes(_ count: Int) -> [UInt8] {
        generator.withLock { generator in
            (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }
    }
}
