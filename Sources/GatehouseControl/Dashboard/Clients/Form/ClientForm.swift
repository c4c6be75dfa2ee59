import GatehouseOAuth

/// The form of a client, new or registered, as its page shows it.
struct ClientForm: Sendable, Equatable {
    /// A problem in the summary on top.
    struct ProblemLink: Sendable, Equatable {
        /// Where the field is; nil if it is on no page.
        let href: String?
        let text: String
    }

    let action: String
    /// Nil for a registered client.
    let draft: String?
    /// Of the registered client.
    let version: String?
    let isNew: Bool
    let isEdit: Bool
    let isService: Bool
    let problems: [ProblemLink]
    let hasProblems: Bool
    /// "4 fields need you".
    let problemTitle: String
    let name: TaughtField
    let applications: [ListChoice]
    /// Whether there are too many to choose from.
    let isApplicationTyped: Bool
    let applicationKey: String
    let applicationProblem: String?
    let isPublic: Bool
    let policy: TaughtField
    let terms: TaughtField
    let logo: TaughtField
    /// Of a registered client that has one.
    let hasLogo: Bool
    let removesLogo: Bool
    let takesRedirects: Bool
    let redirects: [RedirectField]
    let ticks: ScopeTicks
    let access: LifetimeField
    let refresh: LifetimeField
    let isFirstParty: Bool
    let firstPartyProblem: String?
    /// Whether the way of proving is asked for, or keys are replaced.
    let asksForProof: Bool
    let provesByKeys: Bool
    /// Whether keys can be typed.
    let takesKeys: Bool
    let authProblem: String?
    let keys: TaughtField
    let keysURI: TaughtField
    let cancelHref: String

    private static let mostApplications = 200

    init(
        _ values: ClientFormValues,
        action: String,
        draft: ClientDraft? = nil,
        client: ClientSummary? = nil,
        version: String? = nil,
        problems: ClientFormProblems = ClientFormProblems(),
        services: DashboardServices
    ) {
        let words = ClientFormWords(values, problems)
        self.action = action
        self.draft = draft?.field
        self.version = version ?? client?.version
        isNew = client == nil
        isEdit = client != nil
        isService = values.kind == .service
        self.problems = problems.inOrder.map { problem in
            ProblemLink(href: Self.anchor(problem.field, values), text: problem.text)
        }
        hasProblems = !problems.isEmpty
        problemTitle = self.problems.count == 1 ? "1 field needs you" : "\(self.problems.count) fields need you"
        name = words.name
        let all = services.catalog.catalog().applications
        isApplicationTyped = all.count > Self.mostApplications
        applications =
            isApplicationTyped ? [] : ListChoice.list(all.map { ($0.key, $0.name) }, chosen: values.application)
        applicationKey = values.application
        applicationProblem = problems["application"]
        isPublic = values.isPublic
        policy = words.policy
        terms = words.terms
        logo = words.logo
        hasLogo = client?.profile.hasLogo == true
        removesLogo = values.removesLogo
        takesRedirects = values.takesRedirects
        redirects = values.redirectURIs.enumerated()
            .map { place, text in
                let problem = problems["redirect_uri.\(place)"]
                return RedirectField(place: place, value: text, problem: problem, isNew: place == values.addedRedirect)
            }
        ticks = ScopeTicks(
            values: values,
            problem: problems["scope"],
            held: client?.scopes ?? [],
            catalog: services.catalog
        )
        let configuration = services.server.configuration
        access = words.access(usual: configuration.accessTokenSeconds)
        refresh = words.refresh(usual: configuration.people.refreshTokenSeconds)
        isFirstParty = values.isFirstParty
        firstPartyProblem = problems["first_party"]
        asksForProof = values.kind == .service && client == nil
        provesByKeys = values.proof == .keys
        takesKeys = client.map { SnippetFacts.Proof($0) == .key } ?? (values.kind == .service)
        authProblem = problems["auth"]
        keys = words.keys
        keysURI = words.keysURI
        cancelHref = client.map { ClientPath.page($0.clientID) } ?? ClientPath.list
    }

    /// The id of the field on the page.
    private static func anchor(_ field: String, _ values: ClientFormValues) -> String? {
        let isService = values.kind == .service
        let parts = field.split(separator: ".").map(String.init)
        switch parts.first {
        case "redirect_uri"?: return isService ? nil : "#redirect-\((parts.last.flatMap { Int($0) } ?? 0) + 1)"
        case "name"?, "application"?, "access_token_seconds"?: return "#\(field)"
        case "policy_uri"?, "tos_uri"?, "logo_uri"?, "refresh_token_seconds"?: return isService ? nil : "#\(field)"
        case "scope"?: return "#scopes"
        case "kind"?: return isService ? nil : "#kind"
        case "jwks"?, "jwks_uri"?: return isService ? "#\(field)" : nil
        case "auth"?: return isService ? "#proof" : nil
        case "first_party"?: return isService ? nil : "#first-party"
        default: return nil
        }
    }
}
