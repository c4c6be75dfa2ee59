import GatehouseOAuth
import Synchronization

/// Counts the live lists that are open, so that they cannot take every connection.
///
/// A browser that goes to another page is noticed only when something is written to it, so the newest list of a person
/// takes the place of their oldest.
final class LiveStreams: Sendable {
    /// One open live list; it makes room again when it goes.
    final class Place: Sendable {
        /// Ends when a newer list takes the place.
        let lease: AsyncStream<Never>
        fileprivate let id: Int
        private let person: UserID
        private let streams: LiveStreams

        fileprivate init(_ streams: LiveStreams, id: Int, of person: UserID, lease: AsyncStream<Never>) {
            self.streams = streams
            self.id = id
            self.person = person
            self.lease = lease
        }

        deinit {
            streams.leave(id, of: person)
        }
    }

    private struct Holder {
        let id: Int
        let lease: AsyncStream<Never>.Continuation
    }

    private struct State {
        /// The oldest first.
        var holders: [UserID: [Holder]] = [:]
        var nextID = 0

        var count: Int { holders.values.reduce(0) { $0 + $1.count } }
    }

    private let limit: Int
    /// One person's tabs leave room for others.
    private let limitPerPerson: Int
    /// How often a quiet list says that it lives, and asks whether its person may still look.
    let heartbeat: Duration
    private let state = Mutex(State())

    init(limit: Int = 64, limitPerPerson: Int = 8, heartbeat: Duration = .seconds(15)) {
        self.limit = limit
        self.limitPerPerson = limitPerPerson
        self.heartbeat = heartbeat
    }

    /// Nil if too many are open and none of them is that person's.
    func take(for person: UserID) -> Place? {
        let (lease, continuation) = AsyncStream.makeStream(of: Never.self)
        let (id, replaced): (Int?, Holder?) = state.withLock { state in
            var own = state.holders[person] ?? []
            var replaced: Holder?
            if own.count >= limitPerPerson || state.count >= limit {
                guard !own.isEmpty else { return (nil, nil) }
                replaced = own.removeFirst()
            }
            let id = state.nextID
            state.nextID += 1
            own.append(Holder(id: id, lease: continuation))
            state.holders[person] = own
            return (id, replaced)
        }
        replaced?.lease.finish()
        return id.map { Place(self, id: $0, of: person, lease: lease) }
    }

    private func leave(_ id: Int, of person: UserID) {
        state.withLock { state in
            guard var own = state.holders[person], let index = own.firstIndex(where: { $0.id == id }) else { return }
            own.remove(at: index)
            state.holders[person] = own.isEmpty ? nil : own
        }
    }
}
