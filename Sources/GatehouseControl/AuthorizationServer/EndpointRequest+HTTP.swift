import GatehouseOAuth
import HTTPTypes
import Hummingbird

extension EndpointRequest {
    /// What the protocol reads of a request: its form and a few fields.
    init(_ request: Request, _ parameters: GatehouseOAuth.Parameters, now: Int64) {
        self.init(
            parameters: parameters,
            authorization: request.headers[.authorization],
            // RFC 9449 §4.3, item 1: each field counts, so they must not be joined.
            proofs: request.headers[values: .dpop],
            certificate: request.headers[.clientCertificate],
            method: request.method.rawValue,
            path: request.uri.path,
            address: PeerFacts(request).address,
            now: now
        )
    }
}

extension HTTPField.Name {
    /// RFC 9449 §4.1.
    static let dpop = fixed("DPoP")
    /// RFC 9449 §8.
    static let dpopNonce = fixed("DPoP-Nonce")
    /// RFC 9440 §2.2; the gate removes what others send under this name.
    static let clientCertificate = fixed("Client-Cert")
}
