import GatehouseJOSE
import GatehouseOAuth

/// The consent screen that a form would cause, made of the parts of the real one.
struct ConsentPreview: Sendable, Equatable {
    let client: ConsentClient
    /// A name was typed.
    let hasName: Bool
    let groups: [ConsentGroup]
    let hasScopes: Bool
    let applicationNames: String?
    /// Whether there is a link to the terms of service.
    let hasTerms: Bool
    /// Nobody is asked.
    let isSkipped: Bool

    init(_ values: ClientFormValues, logoPath: String?, catalog: any CatalogSource) {
        let target = values.typedRedirects.first?.text
        let host = target.flatMap(Self.host)
        hasName = !values.name.isEmpty
        client = ConsentClient(
            name: hasName ? values.name : "Your client",
            logoPath: logoPath,
            host: host,
            doubt: values.isPublic && target != nil && host == nil ? .runsOnThisDevice : nil,
            policyURI: values.policyURI,
            termsURI: values.termsURI
        )
        hasTerms = client.termsURI != nil
        isSkipped = values.isFirstParty && client.doubt == nil
        let chosen = values.allScopes
        let applications = catalog.catalog().applications
            .compactMap { application -> ConsentApplication? in
                let scopes = application.scopes.filter { scope in chosen.contains(where: scope.name.hasSameBytes) }
                    .map { ConsentScope($0, routes: catalog.routes(opened: $0.name)) }
                return scopes.isEmpty ? nil : ConsentApplication(name: application.name, scopes: scopes)
            }
        let own = PredefinedScope.allCases.filter { scope in chosen.contains(where: scope.rawValue.hasSameBytes) }
        groups = ConsentGroup.groups(own: own.map { ConsentScope($0) }, applications: applications)
        hasScopes = !groups.isEmpty
        applicationNames = PageWords.list(applications.map(\.name))
    }

    /// The host that would get the answer, as the consent page names it: none on this machine or in a private scheme.
    private static func host(_ redirectURI: String) -> String? {
        let scheme = "https://"
        guard redirectURI.lowercased().utf8.starts(with: scheme.utf8) else { return nil }
        let rest = redirectURI.utf8.dropFirst(scheme.utf8.count).prefix { !"/?#".utf8.contains($0) }
        return rest.isEmpty ? nil : String(Substring(rest))
    }
}

extension ConsentScope {
    /// A scope of an application, as the consent page shows it to somebody who has allowed nothing yet.
    fileprivate init(_ scope: CatalogScope, routes: [OpenedRoute]) {
        self.init(
            name: scope.name,
            sentence: scope.text,
            routes: routes.map { route in
                ConsentRoute(methods: route.methods.split(separator: " ").map(String.init), path: route.path)
            }
        )
    }

    fileprivate init(_ scope: PredefinedScope) {
        self.init(
            name: scope.rawValue,
            sentence: scope.sentence,
            isRequired: scope == .openID,
            note: ConsentScope.notes[scope.rawValue]
        )
    }
}
