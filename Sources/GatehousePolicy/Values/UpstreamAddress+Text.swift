extension UpstreamAddress: CustomStringConvertible {
    /// As a policy file writes it.
    package var description: String {
        switch self {
        case .tcp(let scheme, let host, let port, let basePath):
            "\(scheme.rawValue)://\(host):\(port)\(basePath)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
