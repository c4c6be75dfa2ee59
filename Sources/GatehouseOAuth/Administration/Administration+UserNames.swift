extension Administration {
    /// Whoever signs in is found by user name or by email address, so nobody's name may be another's address.
    ///
    /// What is taken in the same place is the store's to refuse.
    func checkNames(of new: UserRegistration) async throws(AdminFailure) {
        let named = try await stored { () async throws(StorageError) in
            try await people.users.user(named: new.username.value)
        }
        if let named, named.username != new.username {
            throw .refused(
                .userExists,
                "The user name \(new.username) is the email address of \(named.username).",
                suggestion: "Choose another user name."
            )
        }
        guard let email = new.email else { return }
        let addressed = try await stored { () async throws(StorageError) in
            try await people.users.user(named: email.value)
        }
        if let addressed, addressed.username == Username(email.value) {
            throw .refused(
                .userExists,
                "That email address is somebody else's user name already.",
                suggestion: "Give another email address."
            )
        }
    }
}
