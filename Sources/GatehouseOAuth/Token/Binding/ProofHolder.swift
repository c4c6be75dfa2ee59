/// Whose room in the memory of used proofs a proof takes.
package struct ProofHolder: Sendable, Hashable {
    /// Those who share a part of the memory; no part takes room of another.
    package enum Kind: Sendable, Hashable {
        /// Clients that proved who they are.
        case authenticated
        /// Clients that anybody can name.
        case anonymous
        /// Who presents an access token.
        case tokenBearer
    }

    let kind: Kind
    private let client: String

    package init(_ kind: Kind, client: String) {
        self.kind = kind
        self.client = client
    }

    /// A client at an endpoint where clients authenticate.
    init(_ client: Client) {
        self.init(client.isPublic ? .anonymous : .authenticated, client: client.id.value)
    }
}
