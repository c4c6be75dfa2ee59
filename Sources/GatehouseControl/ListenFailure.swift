/// Says why a listener of the control plane could not start.
package struct ListenFailure: Error, Sendable, CustomStringConvertible {
    /// The listener: `issuer`, `admin`, `operations` or `admin-socket`.
    package let listener: String
    /// Where it should have listened.
    package let address: ControlAddress
    /// Whether another program listens there.
    package let isAddressTaken: Bool
    /// What the system said.
    package let reason: String

    /// A sentence for people.
    package var description: String {
        isAddressTaken
            ? "\(address) is taken by another program (\(listener) listener)"
            : "cannot listen on \(address) (\(listener) listener): \(reason)"
    }
}
