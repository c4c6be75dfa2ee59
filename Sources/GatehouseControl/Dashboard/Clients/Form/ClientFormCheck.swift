import GatehouseOAuth

/// Finds everything that is wrong with a form, at once.
struct ClientFormCheck {
    private let values: ClientFormValues
    private let services: DashboardServices
    private(set) var problems = ClientFormProblems()
    /// The image, if an address was typed and it is there.
    private(set) var logo: [UInt8]?
    /// There is a client of that very id.
    private(set) var existsAlready = false

    init(_ values: ClientFormValues, services: DashboardServices) {
        self.values = values
        self.services = services
    }

    /// Fetches the logo, if an address was typed.
    mutating func copyLogo() async {
        guard values.kind == .code, !values.logoURL.isEmpty else { return }
        guard PageLink.web(values.logoURL) != nil else {
            return problems.note("logo_uri", "Begin with https://, for example: https://app.example.com/logo.png")
        }
        switch await services.server.copyLogo(from: values.logoURL) {
        case .copied(let bytes): logo = bytes
        case .failed(let reason): problems.note("logo_uri", reason)
        }
    }

    /// Asks the domain, and adds what only the form can get wrong.
    mutating func examine(_ wish: NewClient, updating client: ClientID?) async throws(StorageError) {
        let own = problems
        let found = try await services.administration.problems(of: wish, updating: client)
        existsAlready = found.contains { $0.refusal.code == .clientExists }
        problems = ClientFormProblems(found, values: values)
        for problem in own.inOrder { problems.note(problem.field, problem.text) }
        checkSeconds(values.accessSeconds, "access_token_seconds")
        if values.kind == .code { checkSeconds(values.refreshSeconds, "refresh_token_seconds") }
    }

    /// Notes what the domain refused in the end.
    mutating func note(_ refusal: AdminRefusal) {
        problems.note("", ClientFormProblems.text(refusal))
    }

    private mutating func checkSeconds(_ text: String, _ field: String) {
        guard !text.isEmpty, Int64(text) == nil else { return }
        problems.note(field, "Choose one of the list.")
    }
}
