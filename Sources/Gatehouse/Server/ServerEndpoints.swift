package import GatehouseProxy

/// Says where a server that is ready can be reached.
package struct ServerEndpoints: Sendable, Equatable {
    /// The issuer identifier.
    package let issuer: String
    /// The addresses of the public listener.
    package let listen: [ListenAddress]
    /// The dashboard, the admin API and operations.
    package let admin: ListenAddress
    /// Health and metrics alone.
    package let operations: ListenAddress?
}
