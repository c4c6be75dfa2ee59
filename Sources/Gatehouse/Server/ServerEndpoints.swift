package import GatehouseProxy

/// Says where a server that is ready can be reached.
package struct ServerEndpoints: Sendable, Equatable {
    /// The issuer identifier.
    package let issuer: String
    /// The addresses of the public listener.
    package let listen: [ListenAddress]
    /// Operations, and later the dashboard.
    package let admin: ListenAddress
    /// Health and metrics alone.
    package let operations: ListenAddress?
}
