/// A request of a device that has no browser (RFC 8628 §3.2), waiting for a person elsewhere.
package struct DeviceAuthorization: Sendable, Equatable {
    /// Where the request stands.
    package enum State: Sendable, Equatable {
        case pending
        /// Allowed; the device has not fetched its tokens yet.
        case approved(grantID: String)
        case denied
        /// The device has fetched its tokens.
        case redeemed(grantID: String)
    }

    /// SHA-256 of the device code.
    package var digest: [UInt8]
    /// What the person types, without its dash.
    package var userCode: String
    /// The device's client.
    package var clientID: ClientID
    /// What it asks for.
    package var scope: ScopeSet
    /// RFC 8707 §2: the resources that it named.
    package var resources: [String]
    /// Where the request came from, to show to the person.
    package var address: String?
    /// In Unix seconds.
    package var createdAt: Int64
    /// In Unix seconds.
    package var expiresAt: Int64
    /// Seconds between two polls; grows with every one that comes too early (RFC 8628 §3.5).
    package var interval: Int64
    /// How far it has come.
    package var state: State

    package init(
        digest: [UInt8],
        userCode: String,
        clientID: ClientID,
        scope: ScopeSet,
        resources: [String] = [],
        address: String? = nil,
        createdAt: Int64,
        expiresAt: Int64,
        interval: Int64 = 5,
        state: State = .pending
    ) {
        self.digest = digest
        self.userCode = userCode
        self.clientID = clientID
        self.scope = scope
        self.resources = resources
        self.address = address
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.interval = interval
        self.state = state
    }
}
