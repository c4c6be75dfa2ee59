package import GatehouseJOSE

/// Tells under which name a client knows a person (OpenID Connect Core §8).
package struct SubjectNames: Sendable {
    private let key: SealingKey

    /// Derives what it needs from the server's root key.
    package init(root: SealingKey) {
        key = root.derived(purpose: "pairwise")
    }

    /// The `sub` of a person's tokens for that client, the same at every endpoint.
    package func subject(of user: UserID, for client: Client) -> String {
        switch client.profile.subjectType {
        case nil, .public: user.value
        // OpenID Connect Core §8.1: computed from the sector, the person and a secret, without a way back.
        case .pairwise: Base64URL.encode(key.hmac(Array(Self.sector(of: client).utf8) + [0] + Array(user.value.utf8)))
        }
    }

    /// OpenID Connect Core §8.1: clients of one sector know a person by one name.
    private static func sector(of client: Client) -> String {
        switch client.profile.source {
        // Nobody has checked that such a client has to do with the host of its redirect URIs, and with the device grant
        // it needs no answer there: it could learn the names under which another's clients know people.
        case .dynamic, .metadataDocument: return ownSector(of: client)
        case nil, .administrator, .policy, .builtIn: break
        }
        if let sector = client.profile.sectorIdentifier { return sector }
        let addresses = client.redirectURIs.map { AbsoluteURI($0) }
        // Every native application has the same loopback addresses, and no host says who a client with several is.
        if let host = addresses.first.flatMap({ $0 })?.host,
            addresses.allSatisfy({ $0.map { !$0.isLoopback && $0.host == host } ?? false })
        {
            return host
        }
        return ownSector(of: client)
    }

    /// No host has a colon, so no other client's host is the same sector.
    private static func ownSector(of client: Client) -> String { "client:" + client.id.value }
}
