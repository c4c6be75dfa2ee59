package import GatehouseOAuth

/// An application of the store, whether or not it counts.
package struct KeptApplication: Sendable, Equatable {
    /// What it is in the policy in force.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// The gate decides by it.
        case counts
        /// A file declares the application too, and the file counts.
        case setAside = "set_aside"
        /// It was stored and could not be put in force yet.
        case pending
        /// It keeps a server from starting.
        case broken
    }

    /// As it is stored.
    package var application: StoredApplication
    /// Whether it counts, or why not.
    package var state: State

    /// Holds an application beside its state.
    package init(_ application: StoredApplication, _ state: State) {
        self.application = application
        self.state = state
    }
}
