import GatehouseJOSE
import GatehouseOAuth

/// What was typed into the form of a client, unchecked.
struct ClientFormValues: Sendable, Equatable {
    /// How a service proves who it is.
    enum Proof: String, Sendable {
        case secret = "client_secret"
        case keys = "private_key_jwt"
    }

    let kind: ClientKind
    var name = ""
    var application = ""
    var isPublic = false
    var policyURI = ""
    var termsURI = ""
    var logoURL = ""
    var removesLogo = false
    /// A client that people sign in to on devices alone has none.
    var takesRedirects: Bool
    /// With the empty ones, as they stand in the form; at least one.
    var redirectURIs = [""]
    /// The place of the one that was just added.
    var addedRedirect: Int?
    var scopes: [String] = []
    /// Names that were typed, because the list does not hold all.
    var moreScopes = ""
    /// Seconds; empty for the server's own.
    var accessSeconds = ""
    var refreshSeconds = ""
    var isFirstParty = false
    var proof = Proof.secret
    var keys = ""
    var keysURI = ""

    /// An empty form.
    init(_ kind: ClientKind, application: String) {
        self.kind = kind
        takesRedirects = kind == .code
        self.application = application
        if kind == .code { scopes = [PredefinedScope.openID.rawValue] }
    }

    /// What a form sent.
    init(_ kind: ClientKind, _ fields: DashboardFields) {
        self.kind = kind
        takesRedirects = kind == .code
        name = fields["name"] ?? ""
        application = fields["application"] ?? ""
        isPublic = fields["kind"] == "public"
        policyURI = fields["policy_uri"] ?? ""
        termsURI = fields["tos_uri"] ?? ""
        logoURL = fields["logo_uri"] ?? ""
        removesLogo = fields["remove_logo"] == "yes"
        redirectURIs = fields.all("redirect_uri")
        scopes = fields.all("scope")
        moreScopes = fields["more_scopes"] ?? ""
        accessSeconds = fields["access_token_seconds"] ?? ""
        refreshSeconds = fields["refresh_token_seconds"] ?? ""
        isFirstParty = fields["first_party"] == "yes"
        proof = fields["auth"].flatMap { Proof(rawValue: $0) } ?? .secret
        keys = fields["jwks"] ?? ""
        keysURI = fields["jwks_uri"] ?? ""
        if redirectURIs.isEmpty { redirectURIs = [""] }
    }

    /// What is registered.
    init(_ client: ClientSummary) {
        kind = ClientKind(client)
        takesRedirects = client.grants.contains(GrantType.authorizationCode.rawValue)
        name = client.name
        application = client.application
        isPublic = client.isPublic
        policyURI = client.policyURI ?? ""
        termsURI = client.termsOfServiceURI ?? ""
        redirectURIs = client.redirectURIs.isEmpty ? [""] : client.redirectURIs
        scopes = client.scopes
        accessSeconds = client.profile.accessTokenSeconds.map(String.init) ?? ""
        refreshSeconds = client.profile.refreshTokenSeconds.map(String.init) ?? ""
        isFirstParty = client.profile.isFirstParty == true
        proof = SnippetFacts.Proof(client) == .key ? .keys : .secret
        keys = client.profile.keys ?? ""
        keysURI = client.profile.keysURI ?? ""
    }

    /// The redirect URIs that were typed, each with its place in the form.
    var typedRedirects: [(place: Int, text: String)] {
        redirectURIs.enumerated().filter { !$0.element.isEmpty }.map { (place: $0.offset, text: $0.element) }
    }

    /// All scopes, ticked or typed, each once.
    var allScopes: [String] {
        var all: [String] = []
        let typed = moreScopes.split { $0 == " " || $0 == "," || $0 == "\n" || $0 == "\r\n" || $0 == "\t" }
        for scope in scopes + typed.map(String.init) where !all.contains(where: scope.hasSameBytes) {
            all.append(scope)
        }
        return all
    }

    /// Carries out a button that changes the form alone: true if it was one.
    mutating func follow(_ fields: DashboardFields) -> Bool {
        if fields["add"] != nil {
            if redirectURIs.count < Self.mostRedirects { redirectURIs.append("") }
            addedRedirect = redirectURIs.count - 1
            return true
        }
        if let place = fields["remove"] {
            if let index = Int(place), redirectURIs.indices.contains(index) { redirectURIs.remove(at: index) }
            if redirectURIs.isEmpty { redirectURIs = [""] }
            return true
        }
        return fields.isPreview
    }

    /// More fields than anybody fills in.
    private static let mostRedirects = 100
}
