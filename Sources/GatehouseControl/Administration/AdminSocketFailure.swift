/// Carries over the admin socket why a command could not be tried or finished.
package struct AdminSocketFailure: Error, Codable, Sendable, Equatable {
    /// A stable word: `storage_unavailable`, `storage_corrupt`, `invalid_command`, ….
    package let error: String
    /// A sentence for people.
    package let message: String

    /// Makes the failure that travels.
    package init(error: String, message: String) {
        self.error = error
        self.message = message
    }
}
