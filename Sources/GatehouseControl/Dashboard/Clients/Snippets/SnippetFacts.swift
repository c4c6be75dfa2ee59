import GatehouseOAuth

/// What snippets say of a client.
struct SnippetFacts: Sendable, Equatable {
    /// How the client proves who it is.
    enum Proof: Sendable, Equatable {
        case none
        case secret
        case key
        case certificate
    }

    let issuer: String
    let clientID: String
    let scopes: [String]
    /// The first one; nil for a service.
    let redirectURI: String?
    let proof: Proof
    /// Known on the one page that shows it.
    let secret: String?
    /// An address that the client may call; nil if there is none to name.
    let exampleURL: String?

    var scope: String { scopes.joined(separator: " ") }
    var tokenURL: String { issuer + "/oauth2/token" }
    var configurationURL: String { issuer + "/.well-known/openid-configuration" }

    init(_ client: ClientSummary, issuer: String, secret: String? = nil, exampleURL: String? = nil) {
        self.issuer = issuer
        clientID = client.clientID
        scopes = client.scopes
        redirectURI = client.redirectURIs.first
        proof = Proof(client)
        self.secret = secret
        self.exampleURL = exampleURL
    }
}

extension SnippetFacts.Proof {
    init(_ client: ClientSummary) {
        self =
            switch client.profile.authenticationMethod {
            case nil: client.isPublic ? .none : .secret
            case .basic?, .post?: .secret
            case .privateKeyJWT?: .key
            case .tlsClientAuth?, .selfSignedTLS?: .certificate
            case .some(.none): .none
            }
    }
}
