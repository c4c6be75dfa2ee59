/// Tells how one address of an application's upstream stands at the gate.
package struct EndpointState: Sendable, Equatable {
    /// What the policy names, with the address that the name leads to.
    package let upstream: String
    /// Whether it gets requests: health checks find it well, and it is not ejected.
    package let isIn: Bool
    /// How often it was ejected since the start.
    package let ejections: UInt64

    /// Describes an endpoint.
    package init(upstream: String, isIn: Bool, ejections: UInt64) {
        self.upstream = upstream
        self.isIn = isIn
        self.ejections = ejections
    }
}

/// Knows the endpoints that the gate balances over.
package protocol EndpointReading: Sendable {
    /// Those of an application in the order of its policy; empty while the gate has not begun.
    func endpoints(of application: String) -> [EndpointState]
}
