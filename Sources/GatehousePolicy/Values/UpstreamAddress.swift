/// Where an application's own server listens.
package enum UpstreamAddress: Sendable, Hashable {
    /// A host and port; `basePath` is empty or begins with `/` and does not end with one.
    case tcp(scheme: UpstreamScheme, host: String, port: Int, basePath: String)
    /// A Unix socket, spoken to in plain HTTP/1.1.
    case unix(path: String)
}

extension UpstreamAddress {
    /// The path that is put before every request's own; empty for none.
    package var basePath: String {
        if case .tcp(_, _, _, let path) = self { path } else { "" }
    }

    /// The host with its port, unless it is the scheme's usual one; `localhost` for a socket.
    package var authority: String {
        switch self {
        case .tcp(let scheme, let host, let port, _): port == scheme.defaultPort ? host : "\(host):\(port)"
        case .unix: "localhost"
        }
    }
}
