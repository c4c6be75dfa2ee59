/// Knows every open client connection of one event loop, so that deadlines and the drain reach all of them.
///
/// One sweep looks at each connection twice a second; setting a deadline is then a single store, with no timer a request.
struct ConnectionRegistry {
    private var connections: [any ClientConnection] = []
    /// Counts those that close.
    var wave = ClosingWave()

    var count: Int { connections.count }

    mutating func insert(_ connection: any ClientConnection) {
        connection.registryIndex = connections.count
        connections.append(connection)
    }

    mutating func remove(_ connection: any ClientConnection) {
        let index = connection.registryIndex
        guard connections.indices.contains(index), connections[index] === connection, let last = connections.popLast()
        else { return }
        if last !== connection {
            connections[index] = last
            last.registryIndex = index
        }
        connection.registryIndex = -1
        wave.connectionClosed()
    }

    /// Another protocol takes a connection over.
    mutating func replace(_ connection: any ClientConnection, by other: any ClientConnection) {
        let index = connection.registryIndex
        guard connections.indices.contains(index), connections[index] === connection else { return insert(other) }
        connections[index] = other
        other.registryIndex = index
        connection.registryIndex = -1
    }

    /// The connections whose deadline has passed.
    func expired(at now: UInt64) -> [any ClientConnection] {
        connections.filter { $0.deadline < now }
    }

    var all: [any ClientConnection] { connections }
}
