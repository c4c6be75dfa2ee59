import GatehousePolicy

/// One place where an application listens, as one event loop sees it.
final class UpstreamEndpoint {
    let standing: EndpointStanding
    let pool: UpstreamPool
    /// Requests of this loop that it has under way.
    var active = 0
    /// The whole `Host` line that it is sent in place of the client's; empty where the head has one.
    let hostLine: [UInt8]

    init(_ standing: EndpointStanding, pool: UpstreamPool, hostLine: [UInt8] = []) {
        self.standing = standing
        self.pool = pool
        self.hostLine = hostLine
    }
}
