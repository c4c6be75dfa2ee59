/// How an upstream is spoken to.
package enum UpstreamScheme: String, Sendable, Hashable, CaseIterable {
    /// HTTP/1.1 in plain text.
    case http
    /// HTTP over TLS.
    case https
    /// HTTP/2 in plain text, by prior knowledge.
    case h2c

    /// The port that is meant when none is written.
    package var defaultPort: Int {
        switch self {
        case .http, .h2c: 80
        case .https: 443
        }
    }
}
