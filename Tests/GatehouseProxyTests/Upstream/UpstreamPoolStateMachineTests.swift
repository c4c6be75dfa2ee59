import Testing

@testable import GatehouseProxy

@Suite("The upstream pool's state machine")
struct UpstreamPoolStateMachineTests {
    private final class Connection {
        let id: Int
        init(_ id: Int) { self.id = id }
    }

    private typealias Pool = UpstreamPoolStateMachine<Connection, Int>

    @Test func theFirstLeaseConnectsAndIsServed() {
        var pool = Pool(maximumConnections: 2, maximumWaiters: 2)
        guard case .connect = pool.lease(1) else { return #expect(Bool(false)) }
        guard case .serve(1) = pool.connected(Connection(1)) else { return #expect(Bool(false)) }
        #expect(pool.leasedCount == 1)
    }

    @Test func aReleasedConnectionIsReusedLastInFirstOut() {
        var pool = Pool(maximumConnections: 4, maximumWaiters: 4)
        let connections = [Connection(1), Connection(2)]
        _ = pool.lease(1)
        _ = pool.lease(2)
        for connection in connections { _ = pool.connected(connection) }
        for connection in connections { _ = pool.released(connection, isReusable: true) }
        guard case .reuse(let connection) = pool.lease(3) else { return #expect(Bool(false)) }
        #expect(connection.id == 2)
    }

    @Test func atTheLimitRequestsWaitThenAreRefused() {
        var pool = Pool(maximumConnections: 1, maximumWaiters: 1)
        _ = pool.lease(1)
        let connection = Connection(1)
        _ = pool.connected(connection)
        guard case .wait = pool.lease(2) else { return #expect(Bool(false)) }
        guard case .refuse = pool.lease(3) else { return #expect(Bool(false)) }
        guard case .serve(2) = pool.released(connection, isReusable: true) else { return #expect(Bool(false)) }
    }

    @Test func aFailedConnectionFailsItsWaiter() {
        var pool = Pool(maximumConnections: 1, maximumWaiters: 1)
        _ = pool.lease(7)
        guard case .fail(7) = pool.connectFailed() else { return #expect(Bool(false)) }
        #expect(pool.isEmpty)
    }

    @Test func aSpentConnectionMakesRoomForAWaiter() {
        var pool = Pool(maximumConnections: 1, maximumWaiters: 4)
        _ = pool.lease(1)
        let connection = Connection(1)
        _ = pool.connected(connection)
        _ = pool.lease(2)
        guard case .close = pool.released(connection, isReusable: false) else { return #expect(Bool(false)) }
        let isFirstNeeded = pool.needsConnection()
        let isSecondNeeded = pool.needsConnection()
        #expect(isFirstNeeded && !isSecondNeeded)
    }

    @Test func aClosedPoolKeepsNothing() {
        var pool = Pool(maximumConnections: 2, maximumWaiters: 2)
        let connection = Connection(1)
        _ = pool.lease(1)
        _ = pool.connected(connection)
        let idle = pool.close()
        #expect(idle.isEmpty)
        guard case .close = pool.released(connection, isReusable: true) else { return #expect(Bool(false)) }
    }

    @Test func aTunnelTakesNobodysPlace() {
        var pool = Pool(maximumConnections: 1, maximumWaiters: 2, maximumTunnels: 1)
        guard case .connect = pool.leaseUnused(1) else { return #expect(Bool(false)) }
        _ = pool.connected(Connection(1))
        _ = pool.lease(2)
        pool.becameTunnel()
        #expect(pool.tunnelCount == 1 && pool.leasedCount == 0)
        let isNeeded = pool.needsConnection()
        #expect(isNeeded)
        _ = pool.connected(Connection(2))
        guard case .refuse = pool.leaseUnused(3) else { return #expect(Bool(false)) }
        #expect(!pool.isEmpty)
        pool.tunnelClosed()
        #expect(pool.tunnelCount == 0)
    }

    @Test func anIdleConnectionMakesRoomForAnUnusedOne() {
        var pool = Pool(maximumConnections: 1, maximumWaiters: 2)
        let idle = Connection(1)
        _ = pool.lease(1)
        _ = pool.connected(idle)
        _ = pool.released(idle, isReusable: true)
        let (first, second) = (pool.makeRoom(), pool.makeRoom())
        #expect(first === idle && second == nil)
        guard case .connect = pool.leaseUnused(2) else { return #expect(Bool(false)) }
    }

    /// Random events against a model: no waiter is served twice or lost, no connection is in two places, no limit is passed.
    @Test(arguments: UInt64(1)...200)
    func nothingIsLostOrServedTwice(seed: UInt64) {
        var model = PoolModel(seed: seed)
        for _ in 0..<400 { model.step() }
        model.finish()
        #expect(model.problems == [], "seed \(seed)")
    }

    private struct PoolModel {
        var pool = Pool(maximumConnections: 4, maximumWaiters: 3)
        var source: RequestIdentifierSource
        var nextWaiter = 0
        var nextConnection = 0
        var waiting: Set<Int> = []
        var answered: Set<Int> = []
        var leased: [Connection] = []
        var idle: [Connection] = []
        var connecting = 0
        var problems: [String] = []

        init(seed: UInt64) {
            self.source = RequestIdentifierSource(seed: seed)
        }

        mutating func step() {
            switch source.next() % 6 {
            case 0, 1: lease()
            case 2: if connecting > 0 { connected() }
            case 3: if connecting > 0 { connectFailed() }
            case 4: if !leased.isEmpty { release(isReusable: source.next() % 4 != 0) }
            default: if !idle.isEmpty { idleClosed() }
            }
            check(leased.count == pool.leasedCount, "leased")
            check(idle.count == pool.idleCount, "idle")
            check(connecting == pool.connectingCount, "connecting")
            check(waiting.count == pool.waiterCount, "waiting")
            check(leased.count + idle.count + connecting <= 4, "limit")
        }

        mutating func finish() {
            while connecting > 0 || !leased.isEmpty {
                if connecting > 0 { connected() } else { release(isReusable: true) }
            }
            check(waiting.isEmpty, "a waiter was forgotten")
        }

        private mutating func check(_ condition: Bool, _ name: String) {
            if !condition { problems.append(name) }
        }

        private mutating func lease() {
            nextWaiter += 1
            let waiter = nextWaiter
            switch pool.lease(waiter) {
            case .reuse(let connection):
                check(idle.contains { $0 === connection }, "reused what was not idle")
                idle.removeAll { $0 === connection }
                leased.append(connection)
                answered.insert(waiter)
            case .connect:
                connecting += 1
                waiting.insert(waiter)
            case .wait: waiting.insert(waiter)
            case .refuse: answered.insert(waiter)
            }
        }

        private mutating func connected() {
            connecting -= 1
            nextConnection += 1
            let connection = Connection(nextConnection)
            settle(pool.connected(connection), connection)
        }

        private mutating func connectFailed() {
            connecting -= 1
            if case .fail(let waiter) = pool.connectFailed() { answer(waiter) }
            if pool.needsConnection() { connecting += 1 }
        }

        private mutating func release(isReusable: Bool) {
            let connection = leased.remove(at: Int(source.next() % UInt64(leased.count)))
            settle(pool.released(connection, isReusable: isReusable), connection)
            if pool.needsConnection() { connecting += 1 }
        }

        private mutating func idleClosed() {
            let connection = idle.remove(at: Int(source.next() % UInt64(idle.count)))
            check(pool.idleClosed(connection), "idle connection unknown")
        }

        private mutating func settle(_ action: Pool.ReleaseAction, _ connection: Connection) {
            switch action {
            case .keep: idle.append(connection)
            case .serve(let waiter):
                answer(waiter)
                leased.append(connection)
            case .close: break
            }
        }

        private mutating func answer(_ waiter: Int) {
            check(waiting.remove(waiter) != nil && !answered.contains(waiter), "served twice")
            answered.insert(waiter)
        }
    }
}
