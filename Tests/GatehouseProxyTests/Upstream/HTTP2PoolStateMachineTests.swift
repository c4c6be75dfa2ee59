import Testing

@testable import GatehouseProxy

@Suite("The state machine of connections that carry many requests")
struct HTTP2PoolStateMachineTests {
    private final class Connection {
        let id: Int
        init(_ id: Int) { self.id = id }
    }

    private typealias Pool = HTTP2PoolStateMachine<Connection, Int>

    private func pool(
        connections: Int = 4,
        waiters: Int = 4,
        streams: Int = 128,
        ofConnection: Int = 1 << 30
    ) -> Pool {
        Pool(
            maximumConnections: connections,
            maximumWaiters: waiters,
            maximumStreams: streams,
            streamsOfConnection: ofConnection
        )
    }

    /// Everyone who is served now, with the connection that carries him.
    private func served(_ pool: inout Pool) -> [String] {
        var served: [String] = []
        while let (connection, waiter) = pool.nextServed() { served.append("\(waiter) on \(connection.id)") }
        return served
    }

    private func opened(_ pool: inout Pool, _ waiter: Int) -> Int? {
        guard case .open(let connection) = pool.lease(waiter) else { return nil }
        return connection.id
    }

    @Test func theFirstOpensAConnectionAndTheOthersWaitForIt() {
        var pool = pool()
        guard case .connect = pool.lease(1) else { return #expect(Bool(false)) }
        for waiter in 2...4 {
            guard case .wait = pool.lease(waiter) else { return #expect(Bool(false)) }
        }
        pool.connected(Connection(1), capacity: 100)
        let all = served(&pool)
        #expect(all == ["1 on 1", "2 on 1", "3 on 1", "4 on 1"])
        let needsAnother = pool.needsConnection()
        #expect(!needsAnother)
        #expect(pool.streamCount == 4)
    }

    @Test func theLeastLoadedCarriesTheNext() {
        var pool = pool()
        let connections = [Connection(1), Connection(2)]
        for connection in connections {
            _ = pool.lease(0)
            pool.connected(connection, capacity: 2)
            _ = served(&pool)
            _ = pool.lease(0)
        }
        _ = pool.streamEnded(on: connections[0])
        _ = pool.streamEnded(on: connections[1])
        _ = pool.streamEnded(on: connections[1])
        let third = opened(&pool, 3)
        #expect(third == 2)
    }

    @Test func aFullConnectionMakesTheNextOpenAnother() {
        var pool = pool(connections: 2, waiters: 1)
        _ = pool.lease(1)
        pool.connected(Connection(1), capacity: 1)
        _ = served(&pool)
        guard case .connect = pool.lease(2) else { return #expect(Bool(false)) }
        pool.connected(Connection(2), capacity: 1)
        #expect(served(&pool) == ["2 on 2"])
        guard case .wait = pool.lease(3) else { return #expect(Bool(false)) }
        guard case .refuse = pool.lease(4) else { return #expect(Bool(false)) }
    }

    @Test func anEndedStreamServesWhoWaits() {
        var pool = pool(connections: 1)
        let connection = Connection(1)
        _ = pool.lease(1)
        pool.connected(connection, capacity: 1)
        _ = served(&pool)
        _ = pool.lease(2)
        let isSpent = pool.streamEnded(on: connection)
        #expect(!isSpent)
        #expect(served(&pool) == ["2 on 1"])
    }

    @Test func moreThanTheUpstreamAllowsOrWeWantIsNeverSent() {
        var pool = pool(streams: 3)
        _ = pool.lease(1)
        let connection = Connection(1)
        pool.connected(connection, capacity: .max)
        _ = served(&pool)
        #expect(opened(&pool, 2) == 1)
        #expect(opened(&pool, 3) == 1)
        #expect(opened(&pool, 4) == nil)
        pool.capacityChanged(of: connection, to: 0)
        _ = pool.streamEnded(on: connection)
        #expect(served(&pool).isEmpty)
        pool.capacityChanged(of: connection, to: 3)
        #expect(served(&pool) == ["4 on 1"])
    }

    @Test func aDrainingConnectionFinishesWhatItCarriesAndNothingMore() {
        var pool = pool()
        let connection = Connection(1)
        _ = pool.lease(1)
        pool.connected(connection, capacity: 10)
        _ = served(&pool)
        let isSpentAtOnce = pool.drained(connection)
        #expect(!isSpentAtOnce)
        guard case .connect = pool.leaseAgain(2) else { return #expect(Bool(false)) }
        let isSpent = pool.streamEnded(on: connection)
        #expect(isSpent)
        pool.closed(connection)
        #expect(pool.connectionCount == 0)
    }

    @Test func whoComesAgainGoesFirst() {
        var pool = pool(connections: 1)
        _ = pool.lease(1)
        _ = pool.lease(2)
        _ = pool.leaseAgain(3)
        pool.connected(Connection(1), capacity: 1)
        #expect(served(&pool) == ["3 on 1"])
    }

    @Test func numbersThatRunOutReplaceTheConnection() {
        var pool = pool(ofConnection: 2)
        let connection = Connection(1)
        _ = pool.lease(1)
        pool.connected(connection, capacity: 10)
        _ = served(&pool)
        #expect(opened(&pool, 2) == 1)
        guard case .connect = pool.lease(3) else { return #expect(Bool(false)) }
        _ = pool.streamEnded(on: connection)
        let isSpent = pool.streamEnded(on: connection)
        #expect(isSpent)
    }

    @Test func aFailedConnectionFailsAllWhenThereIsNoOther() {
        var pool = pool()
        for waiter in 1...3 { _ = pool.lease(waiter) }
        #expect(pool.connectFailed() == [1, 2, 3])
        #expect(pool.isEmpty)
    }

    @Test func aFailedConnectionFailsOneWhenOthersMayBeServed() {
        var pool = pool()
        _ = pool.lease(1)
        pool.connected(Connection(1), capacity: 1)
        _ = served(&pool)
        _ = pool.lease(2)
        _ = pool.lease(3)
        #expect(pool.connectFailed() == [2])
        #expect(pool.waiterCount == 1)
    }

    @Test func anIdleConnectionIsTakenAndABusyOneStays() {
        var pool = pool()
        let connections = [Connection(1), Connection(2)]
        for connection in connections {
            _ = pool.lease(0)
            pool.connected(connection, capacity: 1)
            _ = served(&pool)
        }
        _ = pool.streamEnded(on: connections[1])
        #expect(pool.removeIdle { _ in true }.map(\.id) == [2])
        #expect(pool.connectionCount == 1)
    }

    @Test func aClosedPoolFinishesWhatItCarries() {
        var pool = pool()
        let connection = Connection(1)
        _ = pool.lease(1)
        pool.connected(connection, capacity: 1)
        _ = served(&pool)
        #expect(pool.close().isEmpty)
        let isSpent = pool.streamEnded(on: connection)
        #expect(isSpent)
    }

    @Test func whoIsWithdrawnIsNotServed() {
        var pool = pool()
        _ = pool.lease(1)
        _ = pool.lease(2)
        let isFound = pool.withdraw { $0 == 1 }
        #expect(isFound)
        pool.connected(Connection(1), capacity: 5)
        #expect(served(&pool) == ["2 on 1"])
    }

    @Test func whateverHappensItsBoundsHold() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var pool = pool(connections: 3, waiters: 5, streams: 4)
            var connections: [Connection] = []
            var carried: [ObjectIdentifier: Int] = [:]
            for step in 0..<200 {
                switch Int.random(in: 0..<8, using: &generator) {
                case 0, 1, 2:
                    if case .open(let connection) = pool.lease(step) {
                        carried[ObjectIdentifier(connection), default: 0] += 1
                    }
                case 3 where pool.connectingCount > 0:
                    let connection = Connection(step)
                    connections.append(connection)
                    pool.connected(connection, capacity: Int.random(in: 0...6, using: &generator))
                case 4 where pool.connectingCount > 0:
                    _ = pool.connectFailed()
                case 5:
                    guard let connection = connections.randomElement(using: &generator) else { break }
                    guard carried[ObjectIdentifier(connection), default: 0] > 0 else { break }
                    carried[ObjectIdentifier(connection), default: 0] -= 1
                    _ = pool.streamEnded(on: connection)
                case 6:
                    guard let connection = connections.randomElement(using: &generator) else { break }
                    if pool.drained(connection) { pool.closed(connection) }
                default:
                    guard let connection = connections.randomElement(using: &generator) else { break }
                    pool.capacityChanged(of: connection, to: Int.random(in: 0...6, using: &generator))
                }
                while let (connection, _) = pool.nextServed() { carried[ObjectIdentifier(connection), default: 0] += 1 }
                _ = pool.needsConnection()
                #expect(pool.connectionCount + pool.connectingCount <= 3)
                // Who was let in behind a connection that then failed still waits.
                #expect(pool.waiterCount <= 5 + 3 * 4)
                #expect(pool.streamCount == carried.values.reduce(0, +))
                #expect(carried.values.allSatisfy { $0 <= 4 })
            }
        }
    }
}
