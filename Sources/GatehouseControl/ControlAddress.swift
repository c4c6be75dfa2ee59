import Hummingbird

/// Says where a listener of the control plane is reached.
package enum ControlAddress: Sendable, Hashable, CustomStringConvertible {
    /// A TCP port; 0 lets the system choose.
    case tcp(host: String, port: Int)
    /// A Unix socket; its folder exists and belongs to this user alone.
    case unix(path: String)

    /// As a person would write it.
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }

    /// The address with the port that the system chose.
    func bound(to port: Int?) -> ControlAddress {
        guard case .tcp(let host, _) = self, let port else { return self }
        return .tcp(host: host, port: port)
    }

    var bindAddress: BindAddress {
        switch self {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }
}
