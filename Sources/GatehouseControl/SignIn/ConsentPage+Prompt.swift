import GatehouseOAuth

extension ConsentClient {
    init(_ client: PromptClient) {
        self.init(
            name: client.name,
            logoPath: client.hasLogo ? LogoController.path(of: client.id) : nil,
            host: client.redirectHost,
            doubt: client.doubt.map { ConsentDoubt($0) },
            policyURI: client.policyURI,
            termsURI: client.termsOfServiceURI
        )
    }
}

extension ConsentDoubt {
    fileprivate init(_ doubt: PromptClient.Doubt) {
        self =
            switch doubt {
            case .runsOnThisDevice: .runsOnThisDevice
            case .registeredItself: .registeredItself
            case .describedElsewhere(let host): .describedElsewhere(host: host)
            }
    }
}

extension PagePerson {
    init(_ person: PromptPerson) {
        self.init(name: person.name, detail: person.email ?? person.username)
    }
}

extension ConsentScope {
    init(_ scope: PromptScope) {
        self.init(
            name: scope.name,
            sentence: scope.sentence,
            isRequired: scope.isRequired,
            wasAllowedBefore: scope.wasAllowedBefore,
            note: ConsentScope.notes[scope.name],
            routes: scope.routes.map { route in
                ConsentRoute(methods: route.methods.split(separator: " ").map(String.init), path: route.path)
            }
        )
    }

    static let notes = [
        PredefinedScope.openID.rawValue: "always needed to sign in",
        PredefinedScope.offlineAccess.rawValue: "until you withdraw it",
    ]
}
