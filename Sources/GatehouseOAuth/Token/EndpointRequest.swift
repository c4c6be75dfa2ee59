/// What a client sent to one of the server's endpoints.
package struct EndpointRequest: Sendable {
    /// The form that it posted; empty if it posted none.
    package let parameters: Parameters
    /// The field `Authorization`.
    package let authorization: String?
    /// The values of all fields `DPoP` (RFC 9449 §4.1).
    package let proofs: [String]
    /// The field `Client-Cert` (RFC 9440 §2.2), which only the gate can have set.
    package let certificate: String?
    /// The method of the request.
    package let method: String
    /// The path below the issuer, or below the origin that was asked.
    package let path: String
    /// The origin that was asked, where that is not the issuer's: of the admin API.
    package let origin: String?
    /// Where the request came from.
    package let address: String?
    /// When it came, in Unix seconds.
    package let now: Int64

    package init(
        parameters: Parameters,
        authorization: String? = nil,
        proofs: [String] = [],
        certificate: String? = nil,
        method: String = "POST",
        path: String,
        origin: String? = nil,
        address: String? = nil,
        now: Int64
    ) {
        self.parameters = parameters
        self.authorization = authorization
        self.proofs = proofs
        self.certificate = certificate
        self.method = method
        self.path = path
        self.origin = origin
        self.address = address
        self.now = now
    }
}
