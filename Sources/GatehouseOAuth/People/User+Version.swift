extension User {
    /// Changes with every change of the person, but not with signing in.
    package var version: String {
        var digest = VersionDigest()
        digest.add(id.value)
        digest.add(username.value)
        digest.add(email?.value)
        digest.add(name?.value)
        let sorted = attributes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        digest.add(Int64(sorted.count))
        for (name, values) in sorted {
            digest.add(name)
            digest.add(values)
        }
        digest.add(assignedScopes.names)
        digest.add(secondFactor?.confirmedAt)
        digest.add(passwordChangedAt)
        digest.add(createdAt)
        digest.add(disabledAt)
        return digest.value
    }
}
