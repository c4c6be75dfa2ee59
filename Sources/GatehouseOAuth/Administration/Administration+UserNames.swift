extension Administration {
    /// Refuses names that are taken.
    func checkNames(of new: UserRegistration, existing: User? = nil) async throws(AdminFailure) {
        let problems = try await stored { () async throws(StorageError) in
            try await nameProblems(of: new, existing: existing)
        }
        if let problem = problems.first { throw .refused(problem.refusal) }
    }

    /// What is wrong with the names of a new person, or of what is to become of an existing one.
    ///
    /// Whoever signs in is found by user name or by email address, so nobody's name may be another's address.
    func nameProblems(of new: UserRegistration, existing: User?) async throws(StorageError) -> [FieldRefusal] {
        var problems = FieldProblems()
        if let named = try await people.users.user(named: new.username.value), named.id != existing?.id {
            problems.note(
                "username",
                .userExists,
                named.username == new.username
                    ? "There is somebody with the user name \(new.username) already."
                    : "The user name \(new.username) is the email address of \(named.username).",
                suggestion: "Choose another user name."
            )
        }
        guard let email = new.email else { return problems.found }
        if let addressed = try await people.users.user(named: email.value), addressed.id != existing?.id {
            problems.note(
                "email",
                .userExists,
                addressed.username == Username(email.value)
                    ? "That email address is somebody else's user name already."
                    : "There is somebody with that email address already.",
                suggestion: "Give another email address."
            )
        }
        return problems.found
    }
}
