extension AdminRefusal {
    /// Two administrators had the same thing open, and the other one was first.
    static let outdated = AdminRefusal(
        .outdated,
        "Somebody else has changed this since you opened it.",
        suggestion: "Load it again, and make your change there."
    )

    static let tooManySecrets = AdminRefusal(
        .tooManySecrets,
        "The client has two live secrets already.",
        suggestion: "Take the one away that is no longer used."
    )

    /// The id of a new client is taken.
    static func clientExists(_ id: ClientID) -> AdminRefusal {
        AdminRefusal(
            .clientExists,
            "There is a client with the id \"\(id.value)\" already.",
            suggestion: "Choose another id, or leave it out to get a random one."
        )
    }
}
