/// Where an application's own server listens.
package enum UpstreamAddress: Sendable, Hashable {
    /// A host and port; `basePath` is empty or begins with `/` and does not end with one.
    case tcp(scheme: UpstreamScheme, host: String, port: Int, basePath: String)
    /// A Unix socket, spoken to in plain HTTP/1.1.
    case unix(path: String)
}
