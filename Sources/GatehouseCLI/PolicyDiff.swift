import ArgumentParser
import Gatehouse

/// Prints what a server would change on taking the policies.
struct PolicyDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Print what a server would change on taking these policies, before it does.",
        discussion: """
            Applications, scopes and routes are compared with the policy that the running server has in force, clients \
            and grants with its store. Where no server runs, only clients and grants are compared, with its database. \
            Secrets are compared and never shown.

              + comes   ~ changes   - goes, or is disabled   ! is left alone

            The status is 0 whatever would change, and 1 if a server would refuse these policies.
            """
    )

    @Argument(
        help: ArgumentHelp("The directory of the policies (default: GATEHOUSE_POLICIES, policies).", valueName: "dir")
    )
    var directory: String?

    @Option(help: ArgumentHelp("The directory of the policies, as for the other commands.", valueName: "dir"))
    var policies: String?

    @Option(help: ArgumentHelp("The data directory of the server.", valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The origin of the server that they are for (default: as `gatehouse serve` finds it).",
            valueName: "url"
        )
    )
    var issuer: String?

    @Option(help: ArgumentHelp("The file with the key that seals private keys, as given to serve.", valueName: "file"))
    var keyFile: String?

    @Flag(help: "Print JSON instead of text for people.")
    var json = false

    func run() async throws {
        let environment = CommandEnvironment.current
        let policies = directory ?? policies
        let flags = SettingFlags(policies: policies, data: data, keyFile: keyFile)
        let report = try await PolicyConsole(policies: policies, issuer: issuer, environment: environment)
            .difference(from: AdminConsole.open(flags, environment: environment))
        try PolicyOptions.show(report, json: json)
    }
}
