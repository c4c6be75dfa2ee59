/// An authorization request that a client sent ahead (RFC 9126 §2.2).
package struct PushedRequest: Sendable, Equatable {
    /// SHA-256 of the reference in its `request_uri`.
    package var digest: [UInt8]
    /// Who sent it, authenticated.
    package var clientID: ClientID
    /// Its parameters, form-encoded.
    package var parameters: [UInt8]
    /// In Unix seconds.
    package var expiresAt: Int64

    package init(digest: [UInt8], clientID: ClientID, parameters: [UInt8], expiresAt: Int64) {
        self.digest = digest
        self.clientID = clientID
        self.parameters = parameters
        self.expiresAt = expiresAt
    }
}

/// What may be used only once: the name of its kind goes into the digest.
package enum SingleUse: String, Sendable, CaseIterable {
    /// RFC 7523 §3: the `jti` of a client assertion.
    case clientAssertion = "client_assertion"
    /// RFC 9101 §10.2: the `jti` of a request object.
    case requestObject = "request_object"
    /// RFC 9126 §7.3: a pushed request, once it has been answered.
    case pushedRequest = "pushed_request"
    /// RFC 9449 §11.1: the `jti` of a proof at the token endpoint.
    case proof
    /// A page's sealed step that led to an answer.
    case flow
    /// An initial access token (RFC 7591 §3).
    case registration
}

/// Keeps requests that were sent ahead, and what was used already.
package protocol RequestStore: Sendable {
    /// Stores a pushed request.
    func push(_ request: PushedRequest) async throws(StorageError)

    /// The request of that digest that that client pushed, if it holds at `now`.
    func pushedRequest(_ digest: [UInt8], of client: ClientID, at now: Int64) async throws(StorageError)
        -> PushedRequest?

    /// Notes a use; false if that kind and digest was used before and has not expired.
    func useOnce(_ kind: SingleUse, _ digest: [UInt8], until expiresAt: Int64, at now: Int64)
        async throws(StorageError) -> Bool

    /// Removes what expired before `now`.
    func purgeRequests(before now: Int64) async throws(StorageError)
}
