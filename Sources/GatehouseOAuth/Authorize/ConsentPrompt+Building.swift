import GatehouseJOSE

extension ConsentPrompt {
    /// What the page shows of a request to the person who is signed in.
    init(
        flow: String,
        _ request: AuthorizationRequest,
        person: Interaction.Person,
        catalog: any CatalogSource
    ) {
        let scopes = PromptScopes(person: person, catalog: catalog)
        self.flow = flow
        client = PromptClient(request.client, target: request.target)
        self.person = PromptPerson(person.signedIn.user)
        ownScopes = scopes.own
        applications = scopes.applications
        resources = request.resources
        redirectURI = request.target.uri
    }
}

/// Sorts the scopes of a request for its page.
struct PromptScopes {
    let own: [PromptScope]
    let applications: [PromptApplication]

    init(person: Interaction.Person, catalog source: any CatalogSource) {
        let earlier = person.consent?.scope ?? .empty
        let asked = person.scope
        own = PredefinedScope.allCases
            .filter { asked.contains($0.rawValue) }
            .map { scope in
                PromptScope(
                    name: scope.rawValue,
                    sentence: scope.sentence,
                    isRequired: scope == .openID,
                    wasAllowedBefore: earlier.contains(scope.rawValue),
                    routes: []
                )
            }
        applications = source.catalog().applications
            .compactMap { application in
                let scopes = application.scopes
                    .filter { asked.contains($0.name) }
                    .map { scope in
                        PromptScope(
                            name: scope.name,
                            sentence: scope.text,
                            isRequired: false,
                            wasAllowedBefore: earlier.contains(scope.name),
                            routes: source.routes(opened: scope.name)
                        )
                    }
                guard !scopes.isEmpty else { return nil }
                return PromptApplication(key: application.key, name: application.name, scopes: scopes)
            }
    }
}

extension PredefinedScope {
    /// What the scope lets a client do, on the consent page.
    package var sentence: String {
        switch self {
        case .openID: "Recognise you when you come back"
        case .profile: "See your name and your user name"
        case .email: "See your email address"
        case .offlineAccess: "Keep this access while you are away"
        }
    }
}

extension PromptClient {
    /// A client as it asks for an answer at that target.
    init(_ client: Client, target: RedirectTarget) {
        id = client.id
        name = client.name
        homeURI = client.profile.clientURI
        policyURI = client.policyURI
        termsOfServiceURI = client.termsOfServiceURI
        hasLogo = client.profile.hasLogo == true
        redirectHost = target.host
        doubt = Self.doubt(client, target)
    }

    private static func doubt(_ client: Client, _ target: RedirectTarget) -> Doubt? {
        switch client.profile.source {
        case .metadataDocument: return .describedElsewhere(host: AbsoluteURI(client.publicID)?.host ?? client.publicID)
        case .dynamic: return .registeredItself
        case .administrator, .policy, .builtIn, nil:
            // A client with a secret proves who it is, wherever it runs.
            return client.isPublic && target.isOnThisDevice ? .runsOnThisDevice : nil
        }
    }
}
