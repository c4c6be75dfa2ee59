import GatehouseOAuth

/// Who asks.
struct APICaller: Sendable, Equatable {
    /// The name in the audit log.
    let actor: String
    /// The person, if it is one.
    var person: User?
    /// Whether it is whoever runs the server, at the Unix socket.
    var isOperator = false
}
