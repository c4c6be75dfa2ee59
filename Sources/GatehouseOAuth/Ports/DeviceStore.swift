/// What a device is told when it asks for its tokens (RFC 8628 §3.5).
package enum DevicePoll: Sendable, Equatable {
    case pending
    /// It asked too early; its interval is five seconds longer from now on.
    case slowDown
    case denied
    case expired
    /// Allowed; from now on the device code is used up.
    case approved(DeviceAuthorization, Grant)
    /// It has fetched its tokens before.
    case replayed(Grant)
    case unknown
}

/// What became of a person's decision.
package enum DeviceDecision: Sendable, Equatable {
    case decided
    /// Somebody decided before, or its time is over.
    case late
}

/// Keeps requests of devices.
///
/// Every verb is one transaction; its audit events are part of it.
package protocol DeviceStore: Sendable {
    /// Stores a request, unless its user code is one of a request that still waits; false then.
    func begin(_ device: DeviceAuthorization) async throws(StorageError) -> Bool

    /// The request that waits under that user code at `now`.
    func device(userCode: String, at now: Int64) async throws(StorageError) -> DeviceAuthorization?

    /// Allows the request with a grant (stored with it, and with the consent), or denies it with nil.
    func decide(
        _ userCode: String,
        grant: Grant?,
        consent: Consent?,
        at now: Int64,
        audit: [AuditEvent]
    ) async throws(StorageError) -> DeviceDecision

    /// Answers a device, and notes that it asked.
    func poll(_ digest: [UInt8], of client: ClientID, at now: Int64) async throws(StorageError) -> DevicePoll

    /// Removes the requests that expired before `now`.
    func purgeDevices(before now: Int64) async throws(StorageError)
}
