package import GatehouseJOSE
import Synchronization

/// Holds the server's own keys in memory.
package final class KeyRing: Sendable {
    /// The keys of one moment.
    package struct Snapshot: Sendable {
        /// The key that signs access tokens.
        package let current: SigningKey
        /// The keys of other algorithms that sign where a client asks for them.
        package let others: [SigningKey]
        /// All keys whose signatures are accepted: current, next, previous.
        package let published: VerificationKeySet

        package init(current: SigningKey, others: [SigningKey] = [], published: VerificationKeySet) {
            self.current = current
            self.others = others
            self.published = published
        }

        /// The key that signs with that algorithm.
        package func current(for algorithm: SigningAlgorithm) -> SigningKey? {
            current.algorithm == algorithm ? current : others.first { $0.algorithm == algorithm }
        }

        /// The facts of a token of `issuer`, if these keys vouch for it.
        func verify(_ token: String, issuer: String) throws(TokenRejection) -> VerifiedToken {
            var verifier = TokenVerifier()
            return try verifier.verify(token.utf8.span, issuers: TrustedIssuers([issuer: published]))
        }
    }

    private let state: Mutex<Snapshot>

    package init(_ snapshot: Snapshot) {
        state = Mutex(snapshot)
    }

    /// The keys of this moment.
    package var snapshot: Snapshot { state.withLock { $0 } }

    /// Puts other keys in force.
    package func replace(with snapshot: Snapshot) {
        state.withLock { $0 = snapshot }
    }
}
