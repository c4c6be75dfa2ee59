import DequeModule

/// Decides which HTTP/2 connection to one upstream carries the next request, for one event loop.
///
/// The connection with the fewest requests carries the next; another is opened when all are full. What waits is bounded.
/// After every event that may have made room ask `nextServed()` until it is nil, then `needsConnection()`.
struct HTTP2PoolStateMachine<Connection: AnyObject, Waiter> {
    enum LeaseAction {
        /// Send on this connection.
        case open(Connection)
        /// Open a connection; the waiter is served when it stands.
        case connect
        /// Wait for a place on a connection.
        case wait
        /// Too many wait already.
        case refuse
    }

    private struct Entry {
        let connection: Connection
        var streams = 0
        var capacity: Int
        /// How many more streams its numbers are enough for.
        var remaining: Int
        /// Whether it carries no new requests any more.
        var isDraining = false

        var hasRoom: Bool { !isDraining && streams < capacity }
        var isSpent: Bool { isDraining && streams == 0 }
    }

    private var entries: [Entry] = []
    private var waiters: Deque<Waiter> = []
    private var connecting = 0
    private(set) var isClosing = false
    /// How many requests a connection of this upstream carries, as far as is known.
    private var usualCapacity: Int
    private let maximumConnections: Int
    private let maximumWaiters: Int
    private let maximumStreams: Int
    private let streamsOfConnection: Int

    /// - Parameters:
    ///   - maximumConnections: Connections that stand or are being opened.
    ///   - maximumWaiters: Requests that wait for a place on one of them.
    ///   - maximumStreams: Requests on one connection at once, whatever the upstream allows.
    ///   - streamsOfConnection: Requests that one connection carries until it is replaced (RFC 9113 §5.1.1: 2^30).
    init(
        maximumConnections: Int,
        maximumWaiters: Int,
        maximumStreams: Int = 128,
        streamsOfConnection: Int = 1 << 30
    ) {
        self.maximumConnections = max(1, maximumConnections)
        self.maximumWaiters = max(0, maximumWaiters)
        self.maximumStreams = maximumStreams
        self.streamsOfConnection = streamsOfConnection
        self.usualCapacity = maximumStreams
    }

    var connectionCount: Int { entries.count }
    var idleCount: Int { entries.count { $0.streams == 0 } }
    var streamCount: Int { entries.reduce(0) { $0 + $1.streams } }
    var waiterCount: Int { waiters.count }
    var connectingCount: Int { connecting }
    var isEmpty: Bool { entries.isEmpty && waiters.isEmpty && connecting == 0 }

    /// Asks for a place.
    mutating func lease(_ waiter: @autoclosure () -> Waiter) -> LeaseAction {
        if let index = leastLoaded { return .open(take(index)) }
        guard waiters.count < maximumWaiters + connecting * usualCapacity else { return .refuse }
        waiters.append(waiter())
        return needsConnection() ? .connect : .wait
    }

    /// Asks for a place for a request that had one already: it goes first.
    mutating func leaseAgain(_ waiter: @autoclosure () -> Waiter) -> LeaseAction {
        if let index = leastLoaded { return .open(take(index)) }
        waiters.prepend(waiter())
        return needsConnection() ? .connect : .wait
    }

    /// A connection stands, and the upstream has said how many requests it takes at once.
    mutating func connected(_ connection: Connection, capacity: Int) {
        connecting -= 1
        entries.append(Entry(connection: connection, capacity: 0, remaining: streamsOfConnection))
        capacityChanged(of: connection, to: capacity)
    }

    /// A connection was opened that speaks another protocol: it is somebody else's.
    mutating func connectionGiven() {
        connecting -= 1
    }

    /// A connection could not be opened; gives those whom it fails.
    mutating func connectFailed() -> [Waiter] {
        connecting -= 1
        guard connecting == 0, !entries.contains(where: { !$0.isDraining }) else {
            return waiters.popFirst().map { [$0] } ?? []
        }
        return takeWaiters()
    }

    /// The upstream takes another number of requests at once from now on (RFC 9113 §5.1.2).
    mutating func capacityChanged(of connection: Connection, to capacity: Int) {
        guard let index = index(of: connection) else { return }
        entries[index].capacity = min(max(0, capacity), maximumStreams)
        usualCapacity = max(1, entries[index].capacity)
    }

    /// The connection carries no new requests; true if it carries none at all.
    mutating func drained(_ connection: Connection) -> Bool {
        guard let index = index(of: connection) else { return false }
        entries[index].isDraining = true
        return entries[index].isSpent
    }

    /// A request has left its connection; true if that is to be closed.
    mutating func streamEnded(on connection: Connection) -> Bool {
        guard let index = index(of: connection) else { return false }
        entries[index].streams -= 1
        return entries[index].isSpent
    }

    /// A connection was closed, and its requests are told elsewhere.
    mutating func closed(_ connection: Connection) {
        guard let index = index(of: connection) else { return }
        entries.remove(at: index)
    }

    /// The first waiter, if there is room for it.
    mutating func nextServed() -> (connection: Connection, waiter: Waiter)? {
        guard !waiters.isEmpty, let index = leastLoaded, let waiter = waiters.popFirst() else { return nil }
        return (take(index), waiter)
    }

    /// Whether those who wait need one connection more, which is then to be opened.
    mutating func needsConnection() -> Bool {
        guard waiters.count > connecting * usualCapacity, entries.count + connecting < maximumConnections else {
            return false
        }
        connecting += 1
        return true
    }

    /// Takes the connections that have carried nothing for too long.
    mutating func removeIdle(where isExpired: (Connection) -> Bool) -> [Connection] {
        let expired = entries.filter { $0.streams == 0 && isExpired($0.connection) }.map(\.connection)
        for connection in expired { closed(connection) }
        return expired
    }

    /// Withdraws a waiter, because its client has gone.
    mutating func withdraw(where isMatch: (Waiter) -> Bool) -> Bool {
        guard let index = waiters.firstIndex(where: isMatch) else { return false }
        waiters.remove(at: index)
        return true
    }

    /// Gives all who wait, who then wait elsewhere.
    mutating func takeWaiters() -> [Waiter] {
        defer { waiters.removeAll() }
        return Array(waiters)
    }

    /// Keeps nothing from now on; gives what carries nothing.
    mutating func close() -> [Connection] {
        isClosing = true
        for index in entries.indices { entries[index].isDraining = true }
        return removeIdle { _ in true }
    }

    private var leastLoaded: Int? {
        entries.indices.filter { entries[$0].hasRoom }.min { entries[$0].streams < entries[$1].streams }
    }

    private func index(of connection: Connection) -> Int? {
        entries.firstIndex { $0.connection === connection }
    }

    private mutating func take(_ index: Int) -> Connection {
        entries[index].streams += 1
        entries[index].remaining -= 1
        // RFC 9113 §5.1.1: numbers are not used again.
        if entries[index].remaining <= 0 { entries[index].isDraining = true }
        return entries[index].connection
    }
}
