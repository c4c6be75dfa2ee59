import HTTPTypes
import Hummingbird

/// Says who asked the gate, and how: what the gate tells of the outer connection.
///
/// Believed on the issuer's site alone, because only the gate reaches its socket.
struct PeerFacts: Sendable, Equatable {
    /// The address of the outer peer, without port.
    let address: String?
    /// `http` or `https`, as the outer peer spoke.
    let scheme: String
    /// The authority that the outer peer asked for, in lowercase and without its scheme's own port.
    let authority: String

    init(_ request: Request) {
        address = request.headers[.gatehousePeer]
        scheme = request.headers[.gatehouseProto] ?? "http"
        let asked = (request.headers[.gatehouseHost] ?? request.head.authority ?? "").lowercased()
        let port = scheme == "https" ? ":443" : ":80"
        authority = asked.hasSuffix(port) ? String(asked.dropLast(port.count)) : asked
    }
}

extension HTTPField.Name {
    static let gatehousePeer = fixed("X-Gatehouse-Peer")
    static let gatehouseProto = fixed("X-Gatehouse-Proto")
    static let gatehouseHost = fixed("X-Gatehouse-Host")
    static let requestID = fixed("X-Request-Id")
    /// A `Host` that is still among the fields, because another one has become the authority.
    static let secondHost = fixed("Host")
    static let fetchSite = fixed("Sec-Fetch-Site")
    static let pragma = fixed("Pragma")
    static let frameOptions = fixed("X-Frame-Options")
    static let referrerPolicy = fixed("Referrer-Policy")
}
