import DequeModule

/// Decides which connection to one upstream carries the next request, for one event loop.
///
/// Connections are reused last-in first-out, so that the surplus grows old and is closed. What waits is bounded.
struct UpstreamPoolStateMachine<Connection: AnyObject, Waiter> {
    enum LeaseAction {
        /// Send on this idle connection.
        case reuse(Connection)
        /// Open a connection; the waiter is served when it stands.
        case connect
        /// Wait for a connection to come free.
        case wait
        /// Too many wait already.
        case refuse
    }

    enum ReleaseAction {
        /// The connection stays idle in the pool.
        case keep
        /// The connection carries the next waiter at once.
        case serve(Waiter)
        /// The connection is to be closed.
        case close
    }

    enum FailureAction {
        /// This waiter's connection could not be had.
        case fail(Waiter)
        case nothing
    }

    private var idle: [Connection] = []
    private var waiters: Deque<Waiter> = []
    private var connecting = 0
    private var leased = 0
    private var tunnels = 0
    private(set) var isClosing = false
    private let maximumConnections: Int
    private let maximumWaiters: Int
    private let maximumTunnels: Int

    /// - Parameters:
    ///   - maximumConnections: Connections that carry one request after another.
    ///   - maximumWaiters: Requests that wait for one of them.
    ///   - maximumTunnels: Connections that have left HTTP for good, which are not counted among the others.
    init(maximumConnections: Int, maximumWaiters: Int, maximumTunnels: Int = .max) {
        self.maximumConnections = max(1, maximumConnections)
        self.maximumWaiters = max(0, maximumWaiters)
        self.maximumTunnels = max(1, maximumTunnels)
    }

    var idleCount: Int { idle.count }
    var leasedCount: Int { leased }
    var connectingCount: Int { connecting }
    var waiterCount: Int { waiters.count }
    var tunnelCount: Int { tunnels }
    var isEmpty: Bool { idle.isEmpty && waiters.isEmpty && connecting == 0 && leased == 0 && tunnels == 0 }

    /// Asks for a connection.
    mutating func lease(_ waiter: @autoclosure () -> Waiter) -> LeaseAction {
        if let connection = idle.popLast() {
            leased += 1
            return .reuse(connection)
        }
        guard waiters.count < maximumWaiters + connecting else { return .refuse }
        waiters.append(waiter())
        guard connecting < waiters.count, idle.count + leased + connecting < maximumConnections else { return .wait }
        connecting += 1
        return .connect
    }

    /// Asks for a new connection, because a reused one had died.
    mutating func leaseFresh(_ waiter: @autoclosure () -> Waiter) -> LeaseAction {
        // It goes first: it has waited once already.
        waiters.prepend(waiter())
        guard idle.count + leased + connecting < maximumConnections else { return .wait }
        connecting += 1
        return .connect
    }

    /// Takes the oldest idle connection if no other could be opened beside it.
    mutating func makeRoom() -> Connection? {
        guard !idle.isEmpty, idle.count + leased + connecting >= maximumConnections else { return nil }
        return idle.removeFirst()
    }

    /// Asks for a connection that carried nothing yet; ask `makeRoom()` before.
    mutating func leaseUnused(_ waiter: @autoclosure () -> Waiter) -> LeaseAction {
        guard tunnels < maximumTunnels, waiters.count < maximumWaiters + connecting else { return .refuse }
        waiters.append(waiter())
        guard connecting < waiters.count, idle.count + leased + connecting < maximumConnections else { return .wait }
        connecting += 1
        return .connect
    }

    /// A leased connection has become a tunnel; ask `needsConnection()` next, for those who waited for its place.
    mutating func becameTunnel() {
        leased -= 1
        tunnels += 1
    }

    /// A tunnel's connection was closed.
    mutating func tunnelClosed() {
        tunnels -= 1
    }

    /// A connection stands; it serves the first waiter.
    mutating func connected(_ connection: Connection) -> ReleaseAction {
        connecting -= 1
        return offer(connection)
    }

    /// A connection stands that was opened in the hope of another protocol; it serves the first waiter.
    mutating func adopted(_ connection: Connection) -> ReleaseAction {
        offer(connection)
    }

    /// A connection could not be opened; ask `needsConnection()` next, for those who waited behind it.
    mutating func connectFailed() -> FailureAction {
        connecting -= 1
        guard let waiter = waiters.popFirst() else { return .nothing }
        return .fail(waiter)
    }

    /// A leased connection came free.
    mutating func released(_ connection: Connection, isReusable: Bool) -> ReleaseAction {
        leased -= 1
        return isReusable ? offer(connection) : .close
    }

    /// After a connection was closed or not had: whether a waiter now needs one of its own.
    mutating func needsConnection() -> Bool {
        guard connecting < waiters.count, idle.count + leased + connecting < maximumConnections else { return false }
        connecting += 1
        return true
    }

    /// Forgets an idle connection that the upstream closed; false if it was not idle.
    mutating func idleClosed(_ connection: Connection) -> Bool {
        guard let index = idle.lastIndex(where: { $0 === connection }) else { return false }
        idle.remove(at: index)
        return true
    }

    /// Takes the connections that have been idle too long; the oldest stand first.
    mutating func removeIdle(while isExpired: (Connection) -> Bool) -> [Connection] {
        let count = idle.prefix(while: isExpired).count
        let expired = Array(idle.prefix(count))
        idle.removeFirst(count)
        return expired
    }

    /// Withdraws a waiter, because its client has gone.
    mutating func withdraw(where isMatch: (Waiter) -> Bool) -> Bool {
        guard let index = waiters.firstIndex(where: isMatch) else { return false }
        waiters.remove(at: index)
        return true
    }

    /// Keeps nothing from now on; gives what is idle.
    mutating func close() -> [Connection] {
        isClosing = true
        defer { idle = [] }
        return idle
    }

    private mutating func offer(_ connection: Connection) -> ReleaseAction {
        if let waiter = waiters.popFirst() {
            leased += 1
            return .serve(waiter)
        }
        guard !isClosing else { return .close }
        idle.append(connection)
        return .keep
    }
}
