/// A client as a policy file declares it, checked by the rules for all clients.
package struct DeclaredRegistration: Sendable, Equatable {
    /// The client with its own scopes, without secrets and instants.
    package let client: Client
    /// The digest of the secret that its file holds; nil for a client that has none.
    package let secretDigest: [UInt8]?

    /// Why a declaration is not one of a client: never empty.
    package struct Refusals: Error {
        /// What is wrong, field by field, by the names that administrators give them.
        package let all: [FieldRefusal]
    }

    /// Checks a client that `file` declares.
    package init(
        _ new: NewClient,
        id: ClientID,
        declaredIn file: String,
        secretDigest: [UInt8]?,
        catalog: ScopeCatalog
    ) throws(Refusals) {
        let registration: ClientRegistration
        do {
            registration = try ClientRegistration(checking: new, catalog: catalog, by: .policy)
        } catch {
            throw Refusals(all: error.all)
        }
        var client = registration.client(id: id, secrets: [], now: 0, revokedBefore: nil)
        client.profile.source = .policy
        client.profile.declaredIn = file
        self.client = client
        self.secretDigest = secretDigest
    }
}
