import GatehouseOAuth

/// All clients, or those that were asked for.
struct ClientListPage: BoardPage {
    static let template = "boardClients"

    let frame: DashboardFrame
    /// "12 clients".
    let count: String
    let rows: [ClientRow]
    let hasRows: Bool
    /// There is none at all.
    let isEmpty: Bool
    let isFiltered: Bool
    let text: String
    let applications: [ListChoice]
    let grants: [ListChoice]
    let states: [ListChoice]
    let sources: [ListChoice]
    /// Kept by the filters' form.
    let kept: [HiddenField]
    let chips: [FilterChip]
    let heads: [TableHead]
    /// "51 to 100 of 12,000".
    let span: String
    let hasPages: Bool
    let before: String?
    let after: String?
    let newHref: String
    let newCodeHref: String
    let newServiceHref: String
    let mayChange: Bool

    /// A filter that can be taken away.
    struct FilterChip: Sendable, Equatable {
        let text: String
        let href: String
    }

    init(
        frame: DashboardFrame,
        query: ClientListQuery,
        clients: DirectoryPage<Client>,
        catalog: ScopeCatalog,
        mayChange: Bool,
        now: Int64
    ) {
        self.frame = frame
        self.mayChange = mayChange
        rows = clients.items.map { client in
            ClientRow(client, applicationName: catalog.application(client.application)?.name, now: now)
        }
        hasRows = !rows.isEmpty
        isFiltered = query.isFiltered
        isEmpty = clients.total == 0 && !query.isFiltered
        count = Self.number(clients.total) + (clients.total == 1 ? " client" : " clients")
        text = query.text ?? ""
        applications = ListChoice.list(
            [("", "Any")] + catalog.applications.map { ($0.key, $0.name) },
            chosen: query.application
        )
        grants = ListChoice.list(Self.grantChoices, chosen: query.grant?.rawValue)
        states = ListChoice.list(
            [("", "Any"), ("enabled", "Enabled"), ("disabled", "Disabled")],
            chosen: query.isDisabled.map { $0 ? "disabled" : "enabled" }
        )
        sources = ListChoice.list(Self.sourceChoices, chosen: query.source?.rawValue)
        kept = Self.kept(query)
        chips = Self.chips(query, catalog: catalog)
        let heads = TableHeads(query.sort, at: query.filtered)
        self.heads = [
            heads.by(.name, "Client"), TableHead("Kind"), TableHead("Application"),
            TableHead("Scopes", style: "hide-phone"), heads.by(.used, "Secret last used"),
            heads.by(.created, "Created"),
        ]
        let first = (query.page - 1) * ClientListQuery.pageSize + 1
        let last = first + clients.items.count - 1
        span = "\(Self.number(first)) to \(Self.number(last)) of \(Self.number(clients.total))"
        hasPages = hasRows && clients.total > ClientListQuery.pageSize
        before = query.page > 1 ? query.path { $0.page = query.page - 1 } : nil
        after = last < clients.total ? query.path { $0.page = query.page + 1 } : nil
        newHref = ClientPath.new
        newCodeHref = ClientPath.new(.code, application: query.application)
        newServiceHref = ClientPath.new(.service, application: query.application)
    }

    private static let grantChoices: [(value: String, text: String)] = [
        ("", "Any"), ("authorization_code", "People sign in"), ("client_credentials", "Service"),
        (GrantType.deviceCode.rawValue, "Device"), (GrantType.tokenExchange.rawValue, "Token exchange"),
        ("refresh_token", "Refresh token"),
    ]

    private static let sourceChoices: [(value: String, text: String)] = [
        ("", "Any"), ("administrator", "Administrator"), ("policy", "Policy file"), ("built_in", "Built in"),
        ("dynamic", "Registered itself"), ("metadata_document", "Metadata document"),
    ]

    private static func kept(_ query: ClientListQuery) -> [HiddenField] {
        var fields: [HiddenField] = []
        if let scope = query.scope { fields.append(HiddenField(name: "scope", value: scope)) }
        return fields + query.sort.hidden
    }

    private static func chips(_ query: ClientListQuery, catalog: ScopeCatalog) -> [FilterChip] {
        func words(_ choices: [(value: String, text: String)], _ value: String) -> String {
            choices.first { $0.value == value }?.text ?? value
        }
        var chips: [FilterChip] = []
        if let text = query.text {
            chips.append(FilterChip(text: "\u{201C}\(text)\u{201D}", href: query.path { $0.text = nil }))
        }
        if let key = query.application {
            let name = catalog.application(key)?.name ?? key
            chips.append(FilterChip(text: name, href: query.path { $0.application = nil }))
        }
        if let grant = query.grant {
            let text = words(grantChoices, grant.rawValue)
            chips.append(FilterChip(text: text, href: query.path { $0.grant = nil }))
        }
        if let scope = query.scope { chips.append(FilterChip(text: scope, href: query.path { $0.scope = nil })) }
        if let isDisabled = query.isDisabled {
            let text = isDisabled ? "Disabled" : "Enabled"
            chips.append(FilterChip(text: text, href: query.path { $0.isDisabled = nil }))
        }
        if let source = query.source {
            let text = words(sourceChoices, source.rawValue)
            chips.append(FilterChip(text: text, href: query.path { $0.source = nil }))
        }
        return chips
    }

    /// With commas between thousands.
    private static func number(_ value: Int) -> String {
        var digits = Array(String(value))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return String(digits)
    }
}
