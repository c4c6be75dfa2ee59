/// Says who begins a connection to the public listener with a PROXY header (HAProxy's PROXY protocol, versions 1 and 2).
package enum ProxyProtocolMode: String, Sendable, CaseIterable {
    /// Nobody.
    case off
    /// Trusted proxies do, each time; from everybody else connections are taken as they are.
    case trusted
    /// Everybody does, and has to be a trusted proxy.
    case required
}

/// Says in one word what became of a connection that was to begin with a PROXY header: the closed set that is counted.
package enum ProxyHeaderResult: String, Sendable, CaseIterable {
    case accepted
    /// The peer is no trusted proxy.
    case untrusted
    /// What came was no header.
    case malformed
    /// The header was not whole when the connection ended, or when its time was over.
    case unfinished
}

/// Counts what became of such connections on one event loop.
struct ProxyHeaderCounts {
    private(set) var byResult: [ProxyHeaderResult: UInt64] = [:]

    mutating func add(_ result: ProxyHeaderResult) {
        byResult[result, default: 0] &+= 1
    }
}
