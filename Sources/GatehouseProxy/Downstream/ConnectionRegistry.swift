/// Knows every open client connection of one event loop, so that deadlines and the drain reach all of them.
///
/// One sweep looks at each connection twice a second; setting a deadline is then a single store, with no timer a request.
struct ConnectionRegistry {
    private var connections: [DownstreamHandler] = []
    /// Counts those that close.
    var wave = ClosingWave()

    var count: Int { connections.count }

    mutating func insert(_ connection: DownstreamHandler) {
        connection.registryIndex = connections.count
        connections.append(connection)
    }

    mutating func remove(_ connection: DownstreamHandler) {
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

    /// The connections whose deadline has passed.
    func expired(at now: UInt64) -> [DownstreamHandler] {
        connections.filter { $0.deadline < now }
    }

    var all: [DownstreamHandler] { connections }
}
