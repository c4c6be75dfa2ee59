/// Asks what a client may do: boxes `scope`, buttons `decision` (`allow`, `deny`), button `switch` (`yes`: not me).
struct ConsentPage: Page {
    static let template = "consent"

    let site: PageSite
    let form: PageForm
    let client: ConsentClient
    let person: PagePerson
    /// Nil in the browser's own flow.
    let device: ConsentDevice?
    let groups: [ConsentGroup]
    let hasScopes: Bool
    /// The applications' names as a part of a sentence; nil if none is asked for.
    let applicationNames: String?
    /// Where the access would be used (RFC 8707), if that was asked for.
    let resources: [String]
    let hasResources: Bool

    /// The own scopes are those that no application declares, such as `openid`.
    init(
        site: PageSite,
        form: PageForm,
        client: ConsentClient,
        person: PagePerson,
        ownScopes: [ConsentScope] = [],
        applications: [ConsentApplication] = [],
        resources: [String] = [],
        device: ConsentDevice? = nil
    ) {
        self.site = site
        self.form = form
        self.client = client
        self.person = person
        self.device = device
        groups = ConsentGroup.groups(own: ownScopes, applications: applications)
        hasScopes = !groups.isEmpty
        self.resources = resources
        hasResources = !resources.isEmpty
        applicationNames = PageWords.list(applications.map(\.name))
    }
}
