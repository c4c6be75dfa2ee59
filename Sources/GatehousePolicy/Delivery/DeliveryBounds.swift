/// Bounds how long an upstream is waited for, and how much is carried: an application's own, or a route's.
///
/// Nil is whatever holds elsewhere.
package struct DeliveryBounds: Sendable, Hashable {
    /// For a connection, in seconds.
    package var connectSeconds: Int64?
    /// From the whole request to the response's head, in seconds.
    package var responseSeconds: Int64?
    /// Between two pieces of a body, in seconds.
    package var idleSeconds: Int64?
    /// The largest body of a request, in bytes; 0 means no limit.
    package var requestBytes: Int64?
    /// The largest body of a response, in bytes; 0 means no limit.
    package var responseBytes: Int64?

    /// Bounds nothing.
    package init() {}

    /// Whether nothing is bounded.
    package var isEmpty: Bool { self == DeliveryBounds() }

    /// These, and those of another for whatever these leave open.
    func completed(by other: DeliveryBounds) -> DeliveryBounds {
        var bounds = self
        bounds.connectSeconds = connectSeconds ?? other.connectSeconds
        bounds.responseSeconds = responseSeconds ?? other.responseSeconds
        bounds.idleSeconds = idleSeconds ?? other.idleSeconds
        bounds.requestBytes = requestBytes ?? other.requestBytes
        bounds.responseBytes = responseBytes ?? other.responseBytes
        return bounds
    }
}
