/// What came back from another server.
package struct OutboundAnswer: Sendable, Equatable {
    /// The status of HTTP.
    package var status: Int
    /// The value of `Content-Type`; nil without one.
    package var contentType: String?
    /// The whole body.
    package var body: [UInt8]

    package init(status: Int, contentType: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// Why nothing came back; the text is for logs.
package enum OutboundFailure: Error, Sendable, Equatable {
    /// The address may not be asked: not https, or a private address.
    case forbidden(String)
    case tooLarge
    case unreachable(String)
}

/// Asks other servers, within bounds of time and size; follows no redirects.
///
/// https only, and no address of a private, loopback, link-local or reserved range, unless the operator allows
/// loopback for development.
package protocol OutboundRequests: Sendable {
    /// Fetches a document of at most `limit` bytes.
    func get(_ url: String, accepting mediaType: String, limit: Int) async throws(OutboundFailure) -> OutboundAnswer

    /// Posts a form; the answer's body is not read beyond a few bytes.
    func post(form: [(name: String, value: String)], to url: String) async throws(OutboundFailure) -> OutboundAnswer
}
