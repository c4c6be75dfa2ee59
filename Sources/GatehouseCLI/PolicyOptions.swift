import ArgumentParser
import Gatehouse

/// Where a command about policies finds them, and how it prints.
struct PolicyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The directory of the policies.", valueName: "dir"))
    var policies = "policies"

    @Option(
        help: ArgumentHelp(
            "The origin of the server that they are for (default: GATEHOUSE_ISSUER, gateway.yaml, \(Self.fallback)).",
            valueName: "url"
        )
    )
    var issuer: String?

    @Flag(help: "Print JSON instead of text for people.")
    var json = false

    private static var fallback: String { PolicyConsole.defaultIssuer }

    func console() throws(ExitFailure) -> PolicyConsole {
        try PolicyConsole(policies: policies, issuer: issuer, environment: CommandEnvironment.current)
    }

    /// Prints diagnostics, then the result; a no ends the command with status 1.
    func show(_ report: PolicyReport) throws(ExitCode) {
        for diagnostic in report.diagnostics { StandardError.write(diagnostic + "\n") }
        print(json ? report.json : report.text)
        if !report.isPositive { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
