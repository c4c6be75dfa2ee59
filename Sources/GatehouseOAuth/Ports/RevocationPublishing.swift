package import GatehouseJOSE

/// Tells the running gate what was revoked; called after the commit.
package protocol RevocationPublishing: Sendable {
    /// Puts records in force, merged with what stands under the same keys.
    func publish(_ records: [RevocationRecord])

    /// Removes what stands under `keys` and puts `records` in force, in one step.
    func lift(_ keys: [RevocationKey], leaving records: [RevocationRecord])
}
