package import GatehouseJOSE

/// Bounds what one connection may ask of the proxy.
package struct ProxyLimits: Sendable, Equatable {
    /// The largest request or response head, in bytes.
    package var headBytes = 65_536
    /// The largest number of header fields in one head.
    package var fieldCount = 200
    /// The largest request target, in bytes.
    package var targetBytes = 16_384
    /// The largest request body, in bytes; 0 means no limit.
    package var bodyBytes: Int64 = 0
    /// The largest request body to the issuer's own site, in bytes; it is read whole before the site sees the request.
    package var issuerBodyBytes = 65_536
    /// Requests that are open at once on one connection of HTTP/2.
    package var streams = 128
    /// What is read and thrown away of a refused request's body before the connection closes, in bytes.
    package var drainBytes = 65_536

    /// Creates the default limits.
    package init() {}
}

/// Bounds how long the proxy waits for each party, in milliseconds.
package struct ProxyTimeouts: Sendable, Equatable {
    /// From the first byte of a request head to its last.
    package var head: Int64 = 15_000
    /// A keep-alive connection without a request.
    package var idle: Int64 = 75_000
    /// From the head of a request to the issuer's own site to the end of its body.
    package var issuerBody: Int64 = 10_000
    /// Opening a connection to an upstream.
    package var connect: Int64 = 5_000
    /// From the request's last forwarded byte to the upstream's response head.
    package var responseHead: Int64 = 60_000
    /// Between two pieces of a body, in either direction.
    package var body: Int64 = 60_000
    /// A WebSocket on which neither end sends anything.
    package var webSocketIdle: Int64 = 300_000
    /// An idle upstream connection in the pool: below the 5 s after which Node.js closes.
    package var upstreamIdle: Int64 = 4_000
    /// From the order to stop until open connections are cut.
    package var drain: Int64 = 30_000

    /// Creates the default timeouts.
    package init() {}
}

/// Describes how the data plane listens, waits and bounds: what does not change while it runs.
package struct ProxyConfiguration: Sendable {
    /// The addresses of the public listener.
    package var listen: [ListenAddress]
    /// More addresses, which are left out where the machine has no such address.
    package var companions: [ListenAddress] = []
    /// The number of event loops that carry requests.
    package var loopCount: Int
    /// What one connection may ask for.
    package var limits = ProxyLimits()
    /// How long each party is waited for.
    package var timeouts = ProxyTimeouts()
    /// How many callers are counted for the limits of policies, about; each takes 24 bytes.
    package var rateLimitCapacity = 262_144
    /// What callers have used of quotas; without it the counts begin with the proxy and end with it.
    package var quotas: QuotaLedger?
    /// What the public listener shows in TLS handshakes; without, it speaks in the clear.
    package var certificates: ServerCertificates?
    /// Whether clients of listeners in the clear may speak HTTP/2 right away (RFC 9113 §3.3).
    package var speaksHTTP2InTheClear = false
    /// What connections to upstreams over TLS are made with; without, the system's authorities once a policy names one.
    package var upstreamTrust: UpstreamTrust?
    /// Addresses in the clear from which clients are sent to the public listener.
    package var redirects: [ListenAddress] = []
    /// The port by which clients know the public listener over TLS.
    package var securePort = 443
    /// For how many seconds browsers shall come over TLS alone (RFC 6797 §6.1.1); nil says nothing.
    package var strictTransportSeconds: Int64? {
        didSet {
            strictTransportLine =
                strictTransportSeconds.map { Array("Strict-Transport-Security: max-age=\($0)\r\n".utf8) } ?? []
        }
    }
    /// The same as a whole line; empty for none.
    private(set) var strictTransportLine: [UInt8] = []
    /// Peers whose forwarding headers are believed.
    package var trustedProxies: [AddressRange] = []
    /// Who begins connections with a PROXY header, which names the client.
    package var proxyProtocol = ProxyProtocolMode.off
    /// Where this process listens, also for others than clients: no upstream may be there.
    package var ownListeners = OwnListeners()
    /// Open connections to one upstream, over all loops.
    package var upstreamConnections = 1_024
    /// Open WebSockets to one upstream, over all loops; they are not counted among its other connections.
    package var upstreamWebSockets = 20_000
    /// Requests that wait for a connection to one upstream, over all loops.
    package var upstreamQueue = 1_024
    /// Open client connections, over all loops; more are closed at once.
    package var connections = 100_000
    /// The number of revocations each loop holds before it folds them.
    package var revocationCapacity = 1_000_000
    /// The number of DPoP proofs that are remembered against replay, over all loops; one more is refused.
    package var proofCapacity = 1_000_000
    /// The key of the nonces that DPoP proofs may carry; without it none is accepted.
    package var dpopNonceKey: SealingKey?
    /// Whether every DPoP proof must carry a nonce; needs `dpopNonceKey`.
    package var requiresDPoPNonces = false
    /// Asks other authorization servers; without it none is asked.
    package var introspection: (any TokenIntrospecting)?
    /// Whether finished requests are handed to the recorder.
    package var recordsAccess = true

    /// Creates a configuration with the default bounds.
    package init(listen: [ListenAddress], loopCount: Int) {
        self.listen = listen
        self.loopCount = loopCount
    }
}
