import GatehouseOAuth

/// What to do first on a server where nothing was done yet.
struct OverviewStart: Sendable, Equatable {
    /// Whether an application is declared: what is missing then is a client.
    let hasApplication: Bool
    /// What makes a client on the command line.
    let command: String
    /// Where the form for a service is.
    let servicePath: String
    /// Where the form for people is.
    let codePath: String

    init(hasApplication: Bool, key: String?) {
        self.hasApplication = hasApplication
        let query = key.map { "?" + FormText.encode([(name: "application", value: $0)]) } ?? ""
        servicePath = "/clients/new/service" + query
        codePath = "/clients/new/code" + query
        command =
            "gatehouse client create --application \(key ?? "KEY") --name \"Night export\" --grant client_credentials"
    }
}
