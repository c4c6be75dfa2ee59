/// Tells the running gate which keys sign now; called after the commit.
package protocol KeyPublishing: Sendable {
    /// Puts the keys in force.
    func publish(_ keys: KeyRing.Snapshot)
}
