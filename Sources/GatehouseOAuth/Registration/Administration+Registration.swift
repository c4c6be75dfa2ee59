import GatehouseJOSE

/// An initial access token in the one moment in which it is shown.
package struct RegistrationTokenSummary: Codable, Sendable, Equatable {
    /// What the client presents as a bearer token.
    package let token: String
    /// The short key of the application that will own the client.
    package let application: String
    /// In Unix seconds.
    package let expiresAt: Int64

    private enum CodingKeys: String, CodingKey {
        case token
        case application
        case expiresAt = "expires_at"
    }
}

extension Administration {
    /// How long an initial access token may hold, in seconds.
    static let registrationTokenSeconds: ClosedRange<Int64> = 60...2_592_000

    /// An initial access token with which one client of that application can be registered.
    func makeRegistrationToken(
        application: String,
        seconds: Int64,
        by context: AdminContext
    ) async throws(AdminFailure) -> RegistrationTokenSummary {
        let owner = try checked { () throws(AdminRefusal) in
            try ClientRegistration.application(application, catalog: catalog.catalog())
        }
        guard !owner.isBuiltIn else {
            throw .refused(.builtIn, "No program registers itself as a client of this server.")
        }
        guard Self.registrationTokenSeconds.contains(seconds) else {
            throw .refused(.invalidSettings, "An initial access token holds 60 to 2592000 seconds.")
        }
        guard configuration.people.registration != .off else {
            throw .refused(
                .invalidSettings,
                "Dynamic registration is off.",
                suggestion: "Write `clients: { registration: token }` in gateway.yaml."
            )
        }
        let token = InitialAccessToken(
            id: Base64URL.encode(entropy.bytes(16)),
            application: owner.key,
            expiresAt: context.now + seconds
        )
        // The id stays out: whoever reads the log learns nothing of the token.
        let kind = AuditKind.registrationTokenMade(application: owner.key, expiresAt: token.expiresAt)
        try await stored { () async throws(StorageError) in try await people.users.note(context.event(kind)) }
        return RegistrationTokenSummary(
            token: token.sealed(with: people.root).withExposedValue { $0 },
            application: owner.key,
            expiresAt: token.expiresAt
        )
    }
}
