/// Tells what protects one client's connection.
struct ConnectionSecurity {
    private enum State {
        /// Nothing does; TLS may have ended in front of the gate.
        case plain
        case handshaking
        case established
        /// The handshake came to nothing.
        case failed
    }

    private var state: State
    /// What the client has shown and was verified.
    private(set) var certificate: PeerCertificate?

    init(_ role: ListenerRole) {
        state = role == .secure ? .handshaking : .plain
    }

    /// Whether the connection is TLS.
    var isSecure: Bool { state != .plain }
    var isHandshaking: Bool { state == .handshaking }
    /// Whether what arrives is a client's plain text; before that nothing is read.
    var carriesRequests: Bool { state == .plain || state == .established }

    mutating func establish(_ certificate: PeerCertificate?) {
        self.certificate = certificate
        state = .established
    }

    /// True the first time.
    mutating func fail() -> Bool {
        guard isHandshaking else { return false }
        state = .failed
        return true
    }
}

/// Says what a listener speaks with its clients.
enum ListenerRole: Sendable {
    /// HTTP in the clear.
    case plain
    /// HTTP over TLS.
    case secure
    /// HTTP in the clear, of which every request is sent to the same place over TLS.
    case redirecting
}
