package import GatehouseJOSE

/// The client by which people sign in to this server's own dashboard.
///
/// It proves who it is by a secret that only this process knows. A public client would do for the protocol, but then
/// whoever gets hold of a code, such as a program of another user that listens on the same port of the other loopback
/// address, could redeem it, and RFC 8252 §8.6 would have people asked at every sign-in.
package struct DashboardClient: Sendable {
    /// What became of the client's row.
    package enum Standing: Sendable, Equatable {
        case standing
        /// Somebody registered a client of that name before; it was left alone, and nobody can sign in.
        case nameTaken
    }

    /// The name under which it authenticates.
    package static let id = "gatehouse-dashboard"
    /// What it asks for; a person carries what was assigned to them.
    package static let scope = [PredefinedScope.openID.rawValue] + BuiltInScope.allCases.map(\.rawValue)
    /// The token is looked at once, right after it was issued.
    private static let accessTokenSeconds: Int64 = 60
    private static let secretLabel = "made by the server"

    private let key: SealingKey

    /// Takes the secret that all others are derived from.
    package init(root: SealingKey) {
        key = root.derived(purpose: "dashboard-client")
    }

    /// What it authenticates with.
    var secret: Secret<String> { Secret(Base64URL.encode(key.hmac(Array(Self.id.utf8)))) }

    /// Puts the client into a store, or brings it up to date; every change is in the audit log.
    package func settle(
        in store: any ClientStore,
        redirectURIs: [String],
        now: Int64
    ) async throws(StorageError) -> Standing {
        guard let wanted = client(redirectURIs: redirectURIs, now: now) else { return .nameTaken }
        guard let found = try await store.client(wanted.id) else {
            let kind = AuditKind.clientCreated(client: wanted.id, application: wanted.application)
            return try await store.create(wanted, audit: event(kind, now)) == .created ? .standing : .nameTaken
        }
        guard found.profile.source == .builtIn else { return .nameTaken }
        if isOutdated(found, wanted) {
            _ = try await store.update(wanted, audit: event(.updated(found, to: wanted), now))
        }
        if let secret = wanted.secrets.first, !found.secrets.contains(where: { $0.digest == secret.digest }) {
            let kind = AuditKind.secretAdded(client: wanted.id, secret: secret.id, kept: 1)
            _ = try await store.addSecret(secret, to: wanted.id, keeping: 1, audit: event(kind, now))
        }
        return .standing
    }

    private func client(redirectURIs: [String], now: Int64) -> Client? {
        guard let id = ClientID(Self.id) else { return nil }
        let digest = secret.withExposedValue { SecretDigest.of($0) }
        var profile = ClientProfile()
        profile.source = .builtIn
        profile.isFirstParty = true
        profile.accessTokenSeconds = Self.accessTokenSeconds
        return Client(
            id: id,
            application: BuiltInApplication.key,
            name: "Gatehouse dashboard",
            grants: [.authorizationCode],
            scopes: ScopeSet(Self.scope),
            redirectURIs: redirectURIs,
            // Named after its digest, so that another root key's secret is another one.
            secrets: [
                ClientSecret(
                    id: Base64URL.encode(Array(digest.prefix(6))),
                    label: Self.secretLabel,
                    digest: digest,
                    createdAt: now
                )
            ],
            createdAt: now,
            profile: profile
        )
    }

    private func isOutdated(_ found: Client, _ wanted: Client) -> Bool {
        found.name != wanted.name || found.grants != wanted.grants || found.scopes != wanted.scopes
            || found.redirectURIs != wanted.redirectURIs || found.profile != wanted.profile
    }

    private func event(_ kind: AuditKind, _ now: Int64) -> AuditEvent {
        AuditEvent(at: now, actor: "server", kind: kind)
    }
}
