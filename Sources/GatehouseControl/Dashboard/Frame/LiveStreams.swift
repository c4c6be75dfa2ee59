import GatehouseOAuth
import Synchronization

/// Counts the live lists that are open, so that they cannot take every connection.
final class LiveStreams: Sendable {
    /// One open live list; it makes room again when it goes.
    final class Place: Sendable {
        private let streams: LiveStreams
        private let person: UserID

        fileprivate init(_ streams: LiveStreams, of person: UserID) {
            self.streams = streams
            self.person = person
        }

        deinit {
            streams.open.withLock { open in
                let left = (open[person] ?? 0) - 1
                open[person] = left > 0 ? left : nil
            }
        }
    }

    private let limit: Int
    /// One person's tabs leave room for others.
    private let limitPerPerson: Int
    /// How often a quiet list says that it lives, and asks whether its person may still look.
    let heartbeat: Duration
    private let open = Mutex<[UserID: Int]>([:])

    init(limit: Int = 64, limitPerPerson: Int = 8, heartbeat: Duration = .seconds(15)) {
        self.limit = limit
        self.limitPerPerson = limitPerPerson
        self.heartbeat = heartbeat
    }

    /// Nil if too many are open, of all or of that person.
    func take(for person: UserID) -> Place? {
        let isFree = open.withLock { open in
            let own = open[person] ?? 0
            guard own < limitPerPerson, open.values.reduce(0, +) < limit else { return false }
            open[person] = own + 1
            return true
        }
        return isFree ? Place(self, of: person) : nil
    }
}
