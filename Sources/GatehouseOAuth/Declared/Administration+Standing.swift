import GatehouseJOSE

extension Administration {
    /// What a policy that names these clients would change; `digests` are those of its secrets, in base64url.
    func standingPolicy(naming ids: [String], digests: [String: String]) async throws(AdminFailure) -> AdminAnswer {
        let found = try await stored { () async throws(StorageError) in try await clients(underPolicyOr: Set(ids)) }
        let inForce = found.filter { client in
            guard let digest = digests[client.id.value].flatMap({ Base64URL.decode($0) }) else { return false }
            return client.hasInForce(digest)
        }
        return .standingPolicy(
            StandingPolicy(
                policy: catalog.outline(),
                clients: found.map { ClientSummary($0) },
                secretsInForce: inForce.map(\.id.value)
            )
        )
    }
}

extension Client {
    /// Whether the secret of that digest is its newest.
    package func hasInForce(_ digest: [UInt8]) -> Bool {
        secrets.last.map { SecretDigest.isEqual($0.digest, digest) } ?? false
    }
}
