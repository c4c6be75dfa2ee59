/// What a PROXY header says about the connection that it stands in front of.
enum ProxyHeader: Equatable {
    /// Nothing: the proxy speaks for itself, or does not know for whom it speaks.
    case none
    /// The address of the client, in network order: 4 or 16 bytes.
    case source([UInt8])
}

/// Says why bytes are no PROXY header.
enum ProxyHeaderProblem: String, Error {
    case signature
    case line
    case address
    case port
    case version
    case command
    case family
    case length
    case extensions
    case checksum
}
