import Synchronization

/// Counts the live lists that are open, so that they cannot take every connection.
final class LiveStreams: Sendable {
    /// One open live list; it makes room again when it goes.
    final class Place: Sendable {
        private let streams: LiveStreams

        fileprivate init(_ streams: LiveStreams) {
            self.streams = streams
        }

        deinit {
            streams.count.withLock { $0 -= 1 }
        }
    }

    private let limit: Int
    /// How often a quiet list says that it lives, and asks whether its person may still look.
    let heartbeat: Duration
    private let count = Mutex(0)

    init(limit: Int = 64, heartbeat: Duration = .seconds(15)) {
        self.limit = limit
        self.heartbeat = heartbeat
    }

    /// Nil if too many are open.
    func take() -> Place? {
        let isFree = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        return isFree ? Place(self) : nil
    }
}
