import ArgumentParser
import Gatehouse

/// The settings that a server takes from the command line; the others are set in `gateway.yaml` or the environment.
struct ServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The directory of the policies and of gateway.yaml (default: policies).", valueName: "dir")
    )
    var policies: String?

    @Option(
        help: ArgumentHelp("The data directory: database, lock and sockets (default: .gatehouse).", valueName: "dir")
    )
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The address that clients connect to; repeat it for several (default: localhost:8080).",
            valueName: "host:port"
        )
    )
    var listen: [String] = []

    @Option(
        help: ArgumentHelp(
            "The address of the dashboard, the admin API, health and metrics (default: 127.0.0.1:8081).",
            valueName: "host:port"
        )
    )
    var adminListen: String?

    @Option(help: ArgumentHelp("One more address for health and metrics alone.", valueName: "host:port"))
    var opsListen: String?

    @Option(
        help: ArgumentHelp(
            "The origin by which clients know this server (default: http://localhost and the port).",
            valueName: "url"
        )
    )
    var issuer: String?

    @Option(
        help: ArgumentHelp("Where the access log goes: stdout, off or a file (default: stdout).", valueName: "place")
    )
    var accessLog: String?

    @Option(
        help: ArgumentHelp(
            "What the server tells about itself: trace, debug, info, notice, warning, error, critical (default: notice).",
            valueName: "level"
        )
    )
    var logLevel: String?

    @Option(help: ArgumentHelp("How it looks: human or json (default: human).", valueName: "format"))
    var logFormat: String?

    @Option(help: ArgumentHelp("How many threads carry requests (default: one for each core).", valueName: "n"))
    var eventLoops: String?

    @Option(
        help: ArgumentHelp(
            "The file with the key that seals private keys in the database: 32 random bytes in base64.",
            valueName: "file"
        )
    )
    var keyFile: String?

    @Flag(help: "Allow an http issuer that is not on this machine: secrets and tokens travel in the clear.")
    var insecureHttpIssuer = false

    @Flag(help: "Allow an admin listener without TLS that others can reach.")
    var insecureAdminHttp = false

    func flags(defaults: ServerDefaults) -> SettingFlags {
        SettingFlags(
            policies: policies,
            data: data,
            listen: listen,
            adminListen: adminListen,
            operationsListen: opsListen,
            issuer: issuer,
            accessLog: accessLog ?? defaults.accessLog,
            logLevel: logLevel ?? defaults.logLevel,
            logFormat: logFormat,
            eventLoops: eventLoops,
            keyFile: keyFile,
            insecureHTTPIssuer: insecureHttpIssuer,
            insecureAdminHTTP: insecureAdminHttp
        )
    }

    /// The checked configuration; misspelt variables are pointed out.
    func configuration(
        defaults: ServerDefaults = ServerDefaults()
    ) throws(ExitFailure) -> GatehouseConfiguration {
        let environment = CommandEnvironment.current
        for suspect in ConfigurationLoader.suspects(in: environment) { StandardError.print(suspect) }
        return try ConfigurationLoader.load(flags(defaults: defaults), environment: environment)
    }
}

/// What a command sets where its user sets nothing.
struct ServerDefaults {
    var accessLog: String?
    var logLevel: String?
}
