extension AdminRefusal {
    /// There is no application of that key in the store.
    package static func notStored(_ key: String) -> AdminRefusal {
        AdminRefusal(
            .unknownApplication,
            "The store has no application '\(key)'.",
            suggestion: "See `gatehouse application list`; what a policy file declares is not in the store."
        )
    }
}
