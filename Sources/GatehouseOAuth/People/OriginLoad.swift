import Synchronization

/// Bounds how much slow work one network origin has running or waiting, so that there is room for others.
final class OriginLoad: Sendable {
    private let limit: Int
    private let counts = Mutex<[NetworkOrigin: Int]>([:])

    /// At most `limit` at once for an IPv4 address or an IPv6 network of 64 bits.
    init(limit: Int = 4) {
        self.limit = limit
    }

    /// Counts a piece of work, which `leave(_:)` ends; false, and nothing is counted, where it is one too many.
    func enter(_ address: String) -> Bool {
        let origin = NetworkOrigin(address)
        return counts.withLock { counts in
            let count = counts[origin, default: 0]
            guard count < limit else { return false }
            counts[origin] = count + 1
            return true
        }
    }

    /// Ends a piece of work that was let in.
    func leave(_ address: String) {
        let origin = NetworkOrigin(address)
        counts.withLock { counts in
            let count = counts[origin, default: 0]
            // Who has nothing running is forgotten.
            counts[origin] = count > 1 ? count - 1 : nil
        }
    }

    /// How many origins are remembered: those with something running.
    var count: Int { counts.withLock { $0.count } }
}
